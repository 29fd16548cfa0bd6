import type { DataTableRow } from 'n8n-workflow';
import type { Systems } from '../harness/systems';
import {
	debtorOf,
	FIRST_INVOICE,
	markOf,
	type Known,
	type KnownBill,
	type KnownInvoice,
	type World,
} from '../scenario/world';
import type { Focus } from '../scenario/types';
import { debtorsOf, doubled, type Watch } from './watch';

/** What the tables in n8n hold at the end, as `docs/log.md` describes them to a person. */
export interface Books {
	log: readonly DataTableRow[];
	inbox: readonly DataTableRow[];
	lease: readonly DataTableRow[];
}

export interface EndParts {
	world: World;
	watch: Watch;
	systems: Systems;
	focus: Focus;
	books: Books;
	now: number;
}

/** After a quiet while: everything is where it belongs, or somebody can see why not. */
export function judgeEnd(parts: EndParts): void {
	judgeCustomers(parts);
	if (parts.focus !== 'customers') judgeProjects(parts);
	if (parts.focus === 'expenses') judgeExpenses(parts);
	else judgeInvoices(parts);
	for (const row of parts.books.lease) {
		if (Number(row['expires']) > parts.now)
			parts.watch.break('a lease did not end', `${cell(row, 'holder')} until ${cell(row, 'expires')}`);
	}
	for (const secret of secretsIn(JSON.stringify(parts.books), parts.systems))
		parts.watch.break('a secret is in a table', `${secret.slice(0, 3)}…`);
	const { outbox } = parts.systems.uniconta.ledger.all()[0]?.books ?? { outbox: [] };
	for (const mail of outbox) parts.watch.break('a mail went to a customer', JSON.stringify(mail));
}

/** Secrets of the credentials that stand in a text, as they are or in base64 as they travel. */
function secretsIn(text: string, { credentials, token }: Systems): string[] {
	const { momentApi, unicontaApi } = credentials;
	const packed = text.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? [];
	const all = [text, ...packed.map((part) => Buffer.from(part, 'base64').toString('utf8'))].join('\n');
	return [token, momentApi.apiKey, unicontaApi.password].filter(
		(secret): secret is string => secret !== undefined && secret !== '' && all.includes(secret),
	);
}

const cell = (row: DataTableRow, name: string): string => {
	const value = row[name];
	return value === null || value === undefined ? '' : String(value);
};

/** Words for a record that is not through: in the inbox, or the newest row of the log that is about it. */
function reason({ books }: EndParts, entity: string, id: number): string {
	const about = (row: DataTableRow): boolean =>
		cell(row, 'entity') === entity && cell(row, 'momentId') === String(id);
	const waiting = books.inbox.filter(about).map((row) => `${cell(row, 'state')} ${cell(row, 'message')}`);
	const rows = books.log.filter(about);
	const newest = rows.at(-1) ?? {};
	const fine = ['created', 'updated', 'unchanged', 'posted', 'drafted'].includes(cell(newest, 'outcome'));
	// What a customer that went through lacks is said once; an invoice is whole or not there.
	const lacking =
		fine && entity !== 'invoice'
			? rows
					.map((row) => cell(row, 'message'))
					.join(' ')
					.trim()
			: '';
	const said = fine ? lacking : `${cell(newest, 'outcome')} ${cell(newest, 'message')}`.trim();
	return [...waiting, said].filter((words) => words.includes(' ')).join('; ');
}

/** Not through, and not to be seen; or not through although nothing was in the way. */
function missing(parts: EndParts, what: string, entity: string, one: Known, excused: string): void {
	const why = reason(parts, entity, one.id);
	if (why === '')
		parts.watch.break(`${what} is not through, and nothing says why`, `${one.mark} ${excused}`, one.mark);
	else if (excused === '')
		parts.watch.break(`${what} is not through without a cause`, `${one.mark}: ${why}`, one.mark);
}

function judgeCustomers(parts: EndParts): void {
	const { world, systems } = parts;
	for (const known of world.customers) {
		const row = systems.moment.store.find('customers', known.id)?.values;
		if (row === undefined) continue;
		const debtors = world.rows('DebtorClient').filter(({ values }) => markOf(values.Name) === known.mark);
		if (debtorsOf(world, known.mark).length > 1)
			parts.watch.break('two debtors for one customer', known.mark, known.mark);
		const email = typeof row.email === 'string' ? row.email : '';
		for (const { values } of debtors) {
			const kept = typeof values.ContactEmail === 'string' ? values.ContactEmail : '';
			// Where it could not be put back, the log says so.
			const isSaid = reason(parts, 'customer', known.id) !== '';
			if (kept !== '' && kept !== email && email.startsWith(kept) && !isSaid)
				parts.watch.break('a part of an address', `${known.mark}: ${kept}`);
		}
		const wanted = Object.entries(debtorOf(row)).filter(([, value]) => value !== '');
		const through = debtors.some(({ values }) => wanted.every(([name, value]) => values[name] === value));
		if (!through) missing(parts, 'a customer', 'customer', known, [...known.disturbed].join());
	}
}

function judgeProjects(parts: EndParts): void {
	const { world, systems } = parts;
	for (const known of world.projects) {
		const row = systems.moment.store.find('projects', known.id)?.values;
		if (row === undefined) continue;
		const rows = world.rows('ProjectClient').filter(({ values }) => markOf(values.Name) === known.mark);
		if (rows.length > 1) parts.watch.break('two projects for one', known.mark, known.mark);
		const customer = world.customers.find(({ id }) => id === row.customerId);
		const debtors = world.rows('DebtorClient').filter(({ values }) => markOf(values.Name) === customer?.mark);
		const through = rows.some(
			({ values }) =>
				values.Number === row.projectNumber &&
				values.Name === row.name &&
				debtors.some((debtor) => debtor.values.Account === values.Account),
		);
		const excused = [...known.disturbed, ...(customer?.disturbed ?? [])].join();
		// A customer's own reason is that of its projects too.
		const isSaid = customer !== undefined && reason(parts, 'customer', customer.id) !== '';
		if (!through && !isSaid) missing(parts, 'a project', 'project', known, excused);
	}
}

/** Where the lines of an invoice stand that is through. */
const PLACES: Partial<Record<Focus, string[]>> = {
	post: ['DebtorInvoiceLines'],
	claims: ['DebtorInvoiceLines'],
	draft: ['DebtorOrderLineClient', 'DebtorInvoiceLines'],
	journal: ['GLDailyJournalLineClient', 'GLTransClient'],
};

function judgeInvoices(parts: EndParts): void {
	for (const known of parts.world.invoices) {
		if (!known.transfer || known.number < FIRST_INVOICE) continue;
		// Of what a journal has posted only the revenue: VAT has the same text.
		const rows = (PLACES[parts.focus] ?? [])
			.flatMap((type) => parts.world.rows(type))
			.filter(({ values }) => parts.focus !== 'journal' || values.Account === '1010');
		const own = rows.filter(({ values }) => markOf(values.Text) === known.mark);
		const twice = doubled(rows, known.mark);
		if (twice !== undefined) parts.watch.break('an invoice is there twice', `${known.mark}: ${twice}`);
		if (own.length > 0 && own.length < known.lines)
			parts.watch.break('half an invoice', `${known.mark}: ${own.length} of ${known.lines} lines`);
		if (own.length === 0) missing(parts, 'an invoice', 'invoice', known, excuse(parts, known));
	}
	for (const id of parts.watch.misnumbered) {
		const isSaid = parts.books.log.some(
			(row) => cell(row, 'momentId') === String(id) && cell(row, 'outcome') === 'misnumbered',
		);
		if (!isSaid) parts.watch.break('an invoice got another number, and nothing says so', String(id));
	}
	if (parts.focus === 'journal') judgeJournal(parts);
}

/** Whoever comes after one that may stop may wait for it. */
function excuse({ world }: EndParts, known: KnownInvoice): string {
	if (world.seriesDisturbed) return 'the series was disturbed';
	if (world.isUndecidable) return 'a person decides';
	const before = world.invoices.filter(({ number }) => number <= known.number);
	const parents = before.flatMap(({ customerId, projectId }) => [
		...world.customers.filter(({ id }) => id === customerId),
		...world.projects.filter(({ id }) => id === projectId),
	]);
	return parents.flatMap(({ disturbed }) => [...disturbed]).join();
}

/** Every voucher that stands in the journal: whole, in balance, under its number. */
function judgeJournal({ world, watch }: EndParts): void {
	const vouchers = new Map<string, Array<Record<string, unknown>>>();
	for (const { values } of world.rows('GLDailyJournalLineClient')) {
		const key = String(values.Invoice ?? '');
		vouchers.set(key, [...(vouchers.get(key) ?? []), values]);
	}
	for (const [number, lines] of vouchers) {
		const marks = new Set(lines.map(({ Text }) => markOf(Text)).filter((mark) => mark.startsWith('I')));
		const known = world.invoices.find(({ mark }) => marks.has(mark));
		if (known === undefined || marks.size !== 1 || String(known.number) !== number) {
			watch.break('a voucher that is not one invoice under its number', `${number}: ${[...marks].join()}`);
			continue;
		}
		const owed = lines.reduce(
			(sum, { Debit, Credit, Text }) =>
				markOf(Text) === known.mark
					? sum
					: sum + Math.round(Number(Debit ?? 0) * 100) - Math.round(Number(Credit ?? 0) * 100),
			0,
		);
		if (Math.abs(owed - known.total) > 1) watch.break('a voucher with another total', `${number}: ${owed}`);
	}
}

function judgeExpenses(parts: EndParts): void {
	const { world, watch } = parts;
	const expenses = world.momentRows('projectExpenses');
	for (const bill of world.bills) {
		const own = expenses.filter(({ description }) => String(description).includes(bill.mark));
		const sum = own.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
		const most = bill.cancelled ? 2 : 1;
		if (own.length > most) watch.break('an expense is there twice', `${bill.mark}: ${own.length}`);
		for (const { projectId } of own)
			if (projectId !== bill.projectId)
				watch.break('an expense on another project', `${bill.mark} on ${String(projectId)}`);
		const wanted = bill.cancelled ? 0 : bill.cents;
		if (sum !== wanted && !saidOf(parts, bill))
			watch.break('an expense is missing, and nothing says why', `${bill.mark}: ${sum}`);
	}
}

function saidOf({ books }: EndParts, { journalPostedId, cancelledBy }: KnownBill): boolean {
	const ids = [journalPostedId, cancelledBy].filter((id) => id !== undefined).map(String);
	return books.log.some(
		(row) =>
			cell(row, 'entity') === 'expense' &&
			cell(row, 'key')
				.split(/\W+/)
				.some((part) => ids.includes(part)) &&
			!['created', 'updated', 'unchanged'].includes(cell(row, 'outcome')),
	);
}
