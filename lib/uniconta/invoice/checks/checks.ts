import { hasErrors, type Finding } from '../../../core/finding';
import { booksNothing, type InvoicePlan, type InvoicePlanLine } from '../../../mapping/invoice/plan';
import { rateFinding } from '../../../mapping/invoice/rates';
import type { Reference, ReferredKind } from '../../../core/references';
import { isCurrency } from '../../api/currencies';
import { textOf, type UnicontaRow } from '../../api/rows';
import { linkedRows, LISTS, rowsByKey, type InvoiceLists } from './lists';
import { categoryTrouble, customerTrouble, departmentTrouble, projectTrouble } from './rules';
import { accountTrouble, mandatoryVatTrouble, roundingTrouble, uncodedVatTrouble, vatTrouble } from './accountRules';
import type { Trouble } from './trouble';
import { readTerms, termFor } from './terms';
import { ownCurrencyOf } from './ownCurrency';
import type { InvoiceTask, RouteContext } from '../types';
import { bareTrouble, GROUP_VAT, isBare, withZeroVat, zeroVatCodes } from './zeroVat';

type Planned = InvoiceTask & { plan: InvoicePlan };

/**
 * Compares every invoice with Uniconta's lists and adds all that is wrong with it at once (issue 3, M4 to M6, M8, M12).
 * Sets `debtor`, `payment`, the plan's VAT codes for lines without VAT, and the outcome of those that have error
 * findings: `failed` and transient where only a customer or project is missing, else `refused`. Tasks without a plan or
 * with an outcome are left as they are.
 *
 * One read for each list that is needed, eight at most (nine where two dimensions are in use, one more for exchange
 * rates); throws an ApiError where one cannot be read.
 */
export async function checkInvoices(tasks: readonly InvoiceTask[], context: RouteContext): Promise<void> {
	const planned = tasks.filter((task): task is Planned => task.plan !== undefined && task.outcome === undefined);
	if (planned.length === 0) return;
	const lists = await readLists(planned, context);
	for (const task of planned) checkInvoice(task, lists);
	await checkRates(planned, context);
}

/**
 * Whatever the route, and also where the rate was typed on the canvas: it goes with one that makes sense, or with none.
 */
async function checkRates(tasks: readonly Planned[], { odata }: RouteContext): Promise<void> {
	const rated = tasks.filter(
		({ outcome, plan }) => outcome === undefined && plan.currency !== '' && plan.exchangeRate !== undefined,
	);
	if (rated.length === 0) return;
	const own = await ownCurrencyOf(odata, rated);
	for (const task of rated) {
		const { exchangeRate: rate, ...plan } = task.plan;
		// A rate of the own currency is used nowhere.
		if (rate === undefined || plan.currency === own) continue;
		const unusable = rateFinding({ currency: plan.currency, own, rate }, task.who);
		if (unusable === undefined) continue;
		task.plan = plan;
		task.findings.push(unusable);
	}
}

async function readLists(tasks: readonly Planned[], { odata, options }: RouteContext): Promise<InvoiceLists> {
	const plans = tasks.map(({ plan }) => plan);
	const lines = plans.flatMap((plan) => plan.lines);
	const customers = await rowsByKey(odata, LISTS.customer, all(plans.map(({ customer }) => customer)), 'large');
	const groups = all([...customers.values()].map((row) => textOf(row, 'Group')));
	// A journal voucher has no items, so the group has no say in it.
	const customerGroups = await rowsByKey(
		odata,
		LISTS.customerGroup,
		options.route === 'journal' ? new Set() : groups,
		'small',
	);
	const accounts = await rowsByKey(odata, LISTS.account, all(lines.map(({ account }) => account)), 'small');
	const projects = await rowsByKey(
		odata,
		LISTS.project,
		all([...plans.map(({ project }) => project), ...lines.map(({ project }) => project)]),
		'large',
	);
	const { zeroVat = '' } = options;
	// What could come onto a line without VAT is of interest only where there is one.
	const others = lines.some(isBare)
		? vatElsewhere([...customers.values(), ...projects.values()], customerGroups)
		: [];
	const codes = all([...lines.map(({ vat }) => vat), ...zeroVatCodes(plans, { accounts, zeroVat }), ...others]);
	const vatCodes = await rowsByKey(odata, LISTS.vat, codes, 'small');
	const categories = await rowsByKey(odata, LISTS.category, all(lines.map(({ category }) => category)), 'small');
	const departments = await readDepartments(odata, plans);
	const terms = await readTerms(
		odata,
		plans.map((plan) => ({ days: daysOf(plan), customersOwn: paymentOf(customers.get(plan.customer)) })),
	);
	const references = (kind: ReferredKind): Reference[] =>
		tasks.flatMap(({ mapped }) => (mapped.references ?? []).filter(({ entity }) => entity === kind));
	const linked = {
		customer: await linkedRows(odata, LISTS.customer, references('customer'), customers),
		project: await linkedRows(odata, LISTS.project, references('project'), projects),
	};
	return {
		route: options.route,
		customers,
		customerGroups,
		accounts,
		vatCodes,
		projects,
		categories,
		departments,
		terms,
		linked,
		zeroVat,
	};
}

const all = (values: readonly string[]): Set<string> => new Set(values.filter((value) => value !== ''));

/** The codes that could come onto a line without VAT from elsewhere than its account. */
function vatElsewhere(owners: readonly UnicontaRow[], groups: ReadonlyMap<string, UnicontaRow>): string[] {
	return [
		...owners.map((row) => textOf(row, 'Vat')),
		...[...groups.values()].flatMap((row) => GROUP_VAT.map((field) => textOf(row, field))),
	];
}

/** One list for each dimension in use. */
async function readDepartments(
	odata: RouteContext['odata'],
	plans: readonly InvoicePlan[],
): Promise<InvoiceLists['departments']> {
	const departments = new Map<number, ReadonlyMap<string, UnicontaRow>>();
	for (const dimension of new Set(plans.map((plan) => plan.dimension))) {
		if (dimension === 0) continue;
		const lines = plans.filter((plan) => plan.dimension === dimension).flatMap((plan) => plan.lines);
		const list = { ...LISTS.department, type: `${LISTS.department.type}${dimension}Client` };
		const values = all(lines.map(({ department }) => department));
		departments.set(dimension, await rowsByKey(odata, list, values, 'small'));
	}
	return departments;
}

function checkInvoice(task: Planned, lists: InvoiceLists): void {
	const customer = lists.customers.get(task.plan.customer);
	task.debtor = customer;
	task.group = customer === undefined ? undefined : lists.customerGroups.get(textOf(customer, 'Group'));
	task.payment = termFor(daysOf(task.plan), lists.terms, paymentOf(customer));
	const found = troublesOf(task, lists);
	task.plan = withZeroVat(task.plan, lists);
	conclude(task, found);
}

/** All that is wrong with the invoice by Uniconta's lists. */
function troublesOf(task: Planned, lists: InvoiceLists): Trouble[] {
	const { plan, debtor } = task;
	const { references } = task.mapped;
	return [
		...customerTrouble({ number: plan.customer, references }, debtor, lists),
		...termTrouble(task),
		...currencyTrouble(plan),
		...plan.lines.filter(({ rounding }) => rounding).flatMap((line) => roundingTrouble(line, lists)),
		...onLines(
			plan,
			({ account, rounding }) => [account, rounding],
			(line) => (line.rounding ? [] : accountTrouble(line, lists)),
		),
		...withoutCode(task, lists),
		...onLines(
			plan,
			({ vat, vatPercent }) => [vat, vatPercent],
			(line) => (line.vat === '' ? [] : vatTrouble(line, plan.issueDate, lists)),
		),
		...projectTroubles(task, lists),
		...onLines(
			plan,
			({ category }) => [category],
			(line) => (line.category === '' ? [] : categoryTrouble(line.category, lists)),
		),
		...onLines(
			plan,
			({ department }) => [department],
			(line) =>
				line.department === '' || plan.dimension === 0
					? []
					: departmentTrouble(line.department, plan.dimension, lists),
		),
	];
}

/** The invoice's own project, where no line has it, and those of the lines. */
function projectTroubles({ plan, mapped: { references } }: Planned, lists: InvoiceLists): Trouble[] {
	const onLine = plan.lines.some((line) => !line.rounding && !booksNothing(line) && line.project === plan.project);
	return [
		...(plan.project === '' || onLine ? [] : projectTrouble({ number: plan.project, references }, lists)),
		...onLines(
			plan,
			({ project }) => [project],
			(line) => (line.project === '' ? [] : projectTrouble({ number: line.project, references }, lists)),
		),
	];
}

function currencyTrouble({ currency }: InvoicePlan): Trouble[] {
	if (currency === '' || isCurrency(currency)) return [];
	return [
		{
			field: 'Currency',
			value: currency,
			says: `is in the currency "${currency}", which is no ISO 4217 code that Uniconta could know`,
			fix: 'Correct the currency of the invoice or the customer in Moment.',
		},
	];
}

/** The findings of what was found, each said once, and what becomes of the invoice by them. */
function conclude(task: Planned, found: readonly Trouble[]): void {
	const alreadySaid = hasErrors(task.findings);
	const said = new Set(task.findings.map(({ message }) => message));
	task.findings.push(
		...found.map((trouble) => asFinding(task.who, trouble)).filter(({ message }) => !said.has(message)),
	);
	if (!hasErrors(task.findings)) return;
	// What only lacks a customer or a project is tried again by itself: their own export brings them.
	const passes =
		!alreadySaid && found.every(({ level, missingParent }) => level !== undefined || missingParent === true);
	task.outcome = passes ? 'failed' : 'refused';
	task.transient = passes || found.some(({ ofReference }) => ofReference === true);
}

/** What is wrong with lines that have no VAT code. */
function withoutCode({ plan, debtor: customer, group, findings }: Planned, lists: InvoiceLists): Trouble[] {
	const said = findings.some(({ level, field }) => level === 'error' && field === 'VAT code');
	const rule = (line: InvoicePlanLine): Trouble[] => {
		if (line.vat !== '') return [];
		// The mapper has said it of Moment's own lines.
		if (!isBare(line)) return said ? [] : uncodedVatTrouble(line);
		const project = lists.projects.get(line.project || plan.project);
		return [
			...(line.rounding ? [] : mandatoryVatTrouble(line.account, lists)),
			...bareTrouble(line, plan.issueDate, { customer, group, project }, lists),
		];
	};
	const sameBy = ({ account, rounding, vat, vatPercent, project, net }: InvoicePlanLine): readonly unknown[] => [
		account,
		rounding,
		vat === '',
		vatPercent,
		project,
		net === 0,
	];
	return onLines(plan, sameBy, rule);
}

/** What is wrong with the lines: said once for all lines of which it is true, naming them. */
function onLines(
	plan: InvoicePlan,
	sameBy: (line: InvoicePlanLine) => readonly unknown[],
	rule: (line: InvoicePlanLine) => Trouble[],
): Trouble[] {
	const groups = new Map<string, { line: InvoicePlanLine; numbers: number[] }>();
	for (const [at, line] of plan.lines.entries()) {
		if (booksNothing(line)) continue;
		const key = JSON.stringify(sameBy(line));
		const group = groups.get(key) ?? { line, numbers: [] };
		group.numbers.push(line.place ?? at + 1);
		groups.set(key, group);
	}
	return [...groups.values()].flatMap(({ line, numbers }) =>
		rule(line).map((trouble) => ({ ...trouble, lines: numbers })),
	);
}

function termTrouble({ plan, payment }: Planned): Trouble[] {
	if (payment !== undefined) return [];
	const days = daysOf(plan);
	const kind = days === 0 ? 'Payment Method "Net cash"' : `Payment Method "Net days" and ${days} days`;
	const why = plan.kind === 'creditNote' ? ' (a credit note always has 0)' : '';
	return [
		{
			field: 'Payment term',
			value: String(days),
			says: `has ${days} days of credit${why}, and Uniconta has no payment term for ${days} days`,
			fix: `Create one in Uniconta with the ${kind}: ${LISTS.payment.menu}.`,
		},
	];
}

/** Moment sends 0 days on a credit note (M8). */
function daysOf({ kind, creditDays }: InvoicePlan): number {
	return kind === 'creditNote' ? 0 : creditDays;
}

function paymentOf(customer: UnicontaRow | undefined): string {
	return customer === undefined ? '' : textOf(customer, 'Payment');
}

function asFinding(who: string, { level, field, value, says, message, fix, lines }: Trouble): Finding {
	if (message !== undefined) return { level: level ?? 'error', field, value, message, fix };
	if (lines === undefined) return { level: level ?? 'error', field, value, message: `${who} ${says}.`, fix };
	const which = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
	return { level: level ?? 'error', field: `${field} (${which})`, value, message: `${who} (${which}) ${says}.`, fix };
}
