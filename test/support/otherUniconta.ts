import { USUAL, type Unknowns } from './otherUnknowns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checked, filtered, page, shown, sameRow, textIn, type Row } from './otherUnicontaRows';

export type { Row } from './otherUnicontaRows';

export const LOGIN = { companyId: '4711', userName: 'robot', password: 'hemmelig-Æ7', series: 'SALG' } as const;

export interface Asked {
	method: string;
	/** Path and query. */
	path: string;
	headers: Readonly<Record<string, string | undefined>>;
	body: unknown;
}

export interface Answered {
	/** 0: the connection is dropped. */
	status: number;
	headers: Record<string, string>;
	text: string;
}

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): Answered => ({
	status,
	headers: { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json', ...headers },
	text: typeof body === 'string' ? body : JSON.stringify(body),
});
const quoted = (text: string): Answered => ({ ...answer(400), text: JSON.stringify(text) });

/** Numbers of the codes this server refuses with (UC53), and what a Danish user would read. */
const CODES: Readonly<Record<string, readonly [number: number, danish: string]>> = {
	AccountDoesNotExist: [20, 'Kontoen findes ikke'],
	VatTypeDoesNotExist: [31, 'Momskoden findes ikke'],
	OrderIsDeleted: [137, 'Ordren er slettet'],
	NoLinesFound: [125, 'Ingen linjer fundet'],
	FinancePeriodNotOpen: [27, 'Regnskabsperioden er ikke åben'],
	InvalidCategory: [160, 'Ugyldig kategori'],
	FieldHasinvalidValue: [41, 'Feltet har en ugyldig værdi'],
};
const LABELS = {
	Debtor: { en: 'Debtor', da: 'Debitor', number: 1 },
	NetDays: { en: 'NetDays', da: 'Netto dage', number: 1 },
	NetCash: { en: 'NetCash', da: 'Netto kontant', number: 0 },
	Revenue: { en: 'Revenue', da: 'Omsætning', number: 1 },
	RevenueAccount: { en: 'Revenue', da: 'Omsætning', number: 4 },
	Cost: { en: 'Cost', da: 'Omkostning', number: 6 },
	InProgress: { en: 'InProgress', da: 'Igangværende', number: 3 },
	Domestic: { en: 'Domestic', da: 'Indland', number: 0 },
} as const;

/** Another Uniconta: one company, both hosts, everything in memory. */
export class OtherUniconta {
	readonly tables = new Map<string, Row[]>();
	readonly calls: string[] = [];
	readonly unknowns: Unknowns;
	/** Invoices that were mailed to a customer: must stay empty. */
	mails = 0;
	posts = 0;
	/** A posting dated before this day meets a closed period. */
	closedBefore = '';
	private lastId = 1000;
	private logins = 0;
	private readonly tokens = new Map<string, number>();
	private server: Server | undefined;

	constructor(unknowns: Partial<Unknowns> = {}, next = 10_001) {
		this.unknowns = { ...USUAL, ...unknowns };
		this.seed(next);
	}

	table(type: string): Row[] {
		const rows = this.tables.get(type) ?? [];
		this.tables.set(type, rows);
		return rows;
	}

	add(type: string, row: Row): Row {
		const stored: Row = { ...row, RowId: ++this.lastId };
		this.table(type).push(stored);
		return stored;
	}

	private label(name: keyof typeof LABELS): string | number {
		return LABELS[name][this.unknowns.labels];
	}

	private seed(next: number): void {
		for (const Account of ['500', '501', '502'])
			this.add('DebtorClient', {
				Account,
				Name: `Kunde ${Account} A/S`,
				Group: 'DK',
				Payment: 'N14',
				VatZone: this.label('Domestic'),
				Country: 'Denmark',
				Currency: 'DKK',
				CompanyId: 4711,
			});
		this.add('DebtorGroupClient', {
			Group: 'DK',
			Name: 'Danmark',
			IsDefault: true,
			SummeryAccount: '5600',
			RevenueAccount: '1000',
			SalesVat: 'S25',
		});
		for (const [Account, AccountType] of [
			['1000', 'RevenueAccount'],
			['1100', 'RevenueAccount'],
			['1200', 'RevenueAccount'],
			['1900', 'RevenueAccount'],
		] as const)
			this.add('GLAccountClient', { Account, Name: `Konto ${Account}`, AccountType: this.label(AccountType) });
		for (const [Vat, Rate] of [
			['S25', 25],
			['SEU', 0],
			['SOMV', 0],
			['S0', 0],
		] as const)
			this.add('GLVatClient', { Vat, Name: Vat, Rate });
		this.add('PrCategoryClient', { Number: 'OMS', Name: 'Omsætning', CatType: this.label('Revenue') });
		for (const [Payment, PaymentMethod, Days] of [
			['KON', 'NetCash', 0],
			['N8', 'NetDays', 8],
			['N14', 'NetDays', 14],
		] as const)
			this.add('PaymentTermClient', {
				Payment,
				Name: Payment,
				PaymentMethod: this.label(PaymentMethod),
				Days,
				IsDefault: Payment === 'N14',
			});
		this.add('ProjectGroupClient', { Group: 'STD', Name: 'Standard', IsDefault: true });
		for (const Number of ['P1', 'P2'])
			this.add('ProjectClient', {
				Number,
				Name: `Projekt ${Number}`,
				Account: '500',
				Group: 'STD',
				Phase: this.label('InProgress'),
			});
		for (const Dimension of ['A', 'B']) this.add('GLDimType1Client', { Dimension, Name: `Afdeling ${Dimension}` });
		this.add('NumberSerieClient', {
			Serie: LOGIN.series,
			Name: 'Salgsfakturaer',
			FirstValue: 1,
			LastValue: 999_999,
			Next: next,
		});
		this.add('NumberSerieClient', { Serie: 'BIL', Name: 'Bilag', FirstValue: 1, LastValue: 99_999, Next: 700 });
		this.add('CompanySettingsClient', {
			UseVoucherAsInvoice: true,
			DebtorVoucherSerie: LOGIN.series,
			SalesInvoice: 1,
		});
		this.add('GLDailyJournalClient', { Journal: 'MOM', Name: 'Moment', NumberSerie: 'BIL', GenerateVoucher: true });
		this.add('CompanyClient', {
			CompanyName: 'Den Anden A/S',
			Currency: 'DKK',
			Country: 'Denmark',
			Dim1: 'Afdeling',
		}).RowId = 4711;
	}

	get series(): Row {
		const [row] = this.table('NumberSerieClient');
		if (row === undefined) throw new Error('There is no series');
		return row;
	}

	answer(asked: Asked): Answered {
		const url = new URL(asked.path, 'http://other');
		this.calls.push(`${asked.method} ${url.pathname}`);
		const { turnsAwayEvery, turnsAwayWith } = this.unknowns;
		if (turnsAwayEvery > 0 && this.calls.length % turnsAwayEvery === 0) {
			if (turnsAwayWith === 'hangUp') return answer(0);
			if (turnsAwayWith === 'slowDown') return answer(400, '"SlowDown"');
			return turnsAwayWith === 'tooMany'
				? answer(429, '', { 'retry-after': '0' })
				: answer(503, 'Service Unavailable');
		}
		if (/^\/(odata|api)\//.test(url.pathname)) return this.odata(asked, url);
		if (/^\/(login|refresh)$/i.test(url.pathname)) return this.letIn(asked, url);
		return this.mayCall(asked) ? this.webApi(asked, url) : answer(401);
	}

	private letIn({ body }: Asked, { pathname }: URL): Answered {
		const { secondLogin, login, refreshWorks, tokenCalls } = this.unknowns;
		if (pathname === '/refresh') {
			if (!refreshWorks || typeof body !== 'string' || !body.startsWith('fornyelse-'))
				return quoted('UserNotLoggedIn');
		} else {
			const { Username, Password } = Object(body) as Row;
			if (Username !== `00${LOGIN.companyId}/${LOGIN.userName}` || Password !== LOGIN.password)
				return { ...quoted('UserOrPasswordIsWrong'), status: 200 };
			if (login === 'bareString') return { ...quoted('NoCompanyId'), status: 200 };
			if (secondLogin === 'refused' && this.logins > 0) return { ...quoted('TooManyCallsOpen'), status: 200 };
			if (secondLogin === 'endsFirst') this.tokens.clear();
			this.logins += 1;
		}
		const token = `pas-${++this.lastId}`;
		this.tokens.set(token, tokenCalls);
		const names = login === 'pascal' ? ['Token', 'RefreshToken'] : ['token', 'refreshToken'];
		return answer(200, {
			[names[0] ?? '']: token,
			[names[1] ?? '']: `fornyelse-${token}`,
			refreshTokenExpiry: '2030-01-01T00:00:00Z',
		});
	}

	private mayCall({ headers }: Asked): boolean {
		const token = (headers['authorization'] ?? headers['Authorization'] ?? '').replace('Bearer ', '');
		const left = this.tokens.get(token) ?? 0;
		if (left <= 0) return false;
		this.tokens.set(token, left - 1);
		return true;
	}

	private webApi(asked: Asked, url: URL): Answered {
		const [, area, verb, type = ''] = url.pathname.split('/');
		if (area === 'Query' && verb === 'Get' && asked.method === 'POST') return this.query(type, asked.body);
		if (area === 'Crud' && asked.method === 'POST' && (verb === 'Insert' || verb === 'InsertList'))
			return this.insert(type, asked.body, verb);
		if (
			area === 'Crud' &&
			asked.method === 'DELETE' &&
			verb === (this.unknowns.deletePath === 'list' ? 'DeleteList' : 'Delete')
		)
			return this.remove(type, asked.body);
		if (area === 'Invoice' && verb === 'GenerateDebtorInvoice' && asked.method === 'POST')
			return this.generate(Object(asked.body) as Row);
		if (area === 'Invoice' && verb === 'GetInvoicePDF') {
			const found = this.table('DebtorInvoiceClient').some(
				(row) =>
					textIn(row, 'InvoiceNumber') === url.searchParams.get('InvoiceNumber') &&
					textIn(row, 'Account') === url.searchParams.get('Account'),
			);
			return found
				? { ...answer(200), text: JSON.stringify(Buffer.from('%PDF-1.4 faktura').toString('base64')) }
				: quoted('CouldNotFind');
		}
		return answer(404, 'Not Found');
	}

	private query(type: string, body: unknown): Answered {
		const { settingsOn, seriesOn, webFilter, orderNumberFilter, pageSize, skip, orderBy } = this.unknowns;
		if (!Array.isArray(body) || body.length === 0) return answer(200, 'ArgumentMissing');
		if (type === 'CompanySettingsClient' && settingsOn !== 'both') return answer(404, 'Not Found');
		if (type === 'NumberSerieClient' && seriesOn !== 'both') return quoted('NoRights');
		let rows = [...this.table(type)];
		const filters = body.map((filter) => Object(filter) as Row);
		for (const filter of filters) {
			const { PropertyName } = filter;
			if (PropertyName === undefined || filter.FilterValue === '') continue;
			const refused =
				PropertyName === 'OrderNumber' &&
				(orderNumberFilter === 'nowhere' ||
					(orderNumberFilter === 'notOnLines' && type === 'DebtorOrderLineClient'));
			if (refused) return quoted('FieldHasinvalidValue');
			if (webFilter === 'ignored') continue;
			const [field, value] = [textIn(filter, 'PropertyName'), textIn(filter, 'FilterValue')];
			rows = rows.filter((row) =>
				webFilter === 'contains' ? textIn(row, field).includes(value) : textIn(row, field) === value,
			);
		}
		const [first = {}] = filters;
		const { Skip = 0, Take = 0, OrderBy, OrderByDescending } = first;
		const sorts = ![OrderBy, OrderByDescending].every(
			(value) => value === undefined || value === false || value === 'false',
		);
		const isFlag = (value: unknown): boolean =>
			value === undefined || typeof value === 'boolean' || value === 'true' || value === 'false';
		if (sorts && orderBy === 'refused') return answer(200, 'ArgumentMissing');
		if (sorts && orderBy === 'name' && (typeof OrderBy !== 'string' || isFlag(OrderBy)))
			return quoted('FieldHasinvalidValue');
		if (orderBy !== 'name' && !(isFlag(OrderBy) && isFlag(OrderByDescending)))
			return answer(400, {
				title: 'One or more validation errors occurred.',
				errors: { '$[0].OrderBy': ['The JSON value could not be converted to System.Boolean.'] },
			});
		const by =
			!sorts || orderBy === 'ignored' ? '' : textIn(first, orderBy === 'name' ? 'OrderBy' : 'PropertyName');
		const skips = skip === 'honoured' || (skip === 'besideTake' && Number(Take) > 0);
		const wanted = page(rows, {
			orderBy: by,
			descending: by !== '' && String(OrderByDescending) === 'true',
			skip: skips ? Number(Skip) : 0,
			take: Number(Take),
			pageSize,
		});
		return answer(
			200,
			wanted.map((row) => shown(type, row, this.unknowns)),
		);
	}

	private odata(asked: Asked, url: URL): Answered {
		const wanted = `Basic ${Buffer.from(`00${LOGIN.companyId}/${LOGIN.userName}:${LOGIN.password}`, 'utf8').toString('base64')}`;
		if ((asked.headers['authorization'] ?? asked.headers['Authorization']) !== wanted) return answer(401);
		if (!(asked.headers['accept'] ?? asked.headers['Accept'] ?? '').includes('json')) return answer(200, '<feed/>');
		const parts = url.pathname.split('/').filter(Boolean);
		if (parts[0] === 'odata' && asked.method === 'GET')
			return this.list(parts[parts.length - 1] ?? '', url.searchParams);
		const [, , verb = '', type = ''] = parts;
		if (asked.method === 'GET')
			return answer(
				200,
				this.table(verb).map((row) => shown(verb, row, this.unknowns)),
			);
		if (asked.method === 'POST' && (verb === 'Insert' || verb === 'InsertList'))
			return this.insert(type, asked.body, verb);
		if (asked.method === 'PUT' && verb === 'Update') return this.update(type, Object(asked.body) as Row);
		if (asked.method === 'DELETE' && verb === 'Delete') return this.remove(type, [asked.body]);
		return answer(404, 'Not Found');
	}

	private list(type: string, query: URLSearchParams): Answered {
		const { settingsOn, odataFilter, pageSize, skip, identity } = this.unknowns;
		if (type === 'CompanySettingsClient' && settingsOn === 'nowhere') return answer(404, 'Not Found');
		const orderBy = (query.get('$orderby') ?? '').replace(/ asc$/, '');
		if (orderBy === 'RowId' && identity !== 'both' && identity !== 'RowId')
			return answer(400, `Could not find a property named 'RowId'`);
		const filter = query.get('$filter') ?? '';
		const rows = this.table(type).map((row) => ({ row, seen: shown(type, row, this.unknowns) }));
		const kept = odataFilter === 'ignored' ? rows.map(({ row }) => row) : filtered(rows, filter);
		if (kept === undefined) return answer(400, `The filter cannot be read: ${filter}`);
		const wanted = page(kept, {
			orderBy,
			descending: false,
			skip: skip === 'ignored' ? 0 : Number(query.get('$skip') ?? 0),
			take: Number(query.get('$top') ?? 0),
			pageSize,
		});
		return answer(200, { value: wanted.map((row) => shown(type, row, this.unknowns)) });
	}

	private insert(type: string, body: unknown, verb: 'Insert' | 'InsertList'): Answered {
		const { insertAnswer, insertListAnswer, keepsPartOfList } = this.unknowns;
		const rows = (verb === 'Insert' ? [body] : Array.isArray(body) ? body : []).map((row) => Object(row) as Row);
		const kept: Row[] = [];
		let refused: string | undefined;
		for (const row of rows) {
			refused = this.whyNot(type, row);
			if (refused !== undefined) break;
			kept.push(row);
		}
		if (refused !== undefined && !keepsPartOfList) return quoted(refused);
		const stored = kept.map((row) => this.store(type, row));
		if (refused !== undefined) return quoted(refused);
		const seen = stored.map((row) => shown(type, row, this.unknowns));
		const [first] = seen;
		if (verb === 'InsertList') {
			if (insertListAnswer === 'noContent') return answer(204);
			return insertListAnswer === 'rows'
				? answer(200, seen)
				: answer(200, insertListAnswer === 'count' ? String(seen.length) : 'OK');
		}
		switch (insertAnswer) {
			case 'row':
				return answer(200, first);
			case 'list':
				return answer(200, seen);
			case 'noContent':
				return answer(204);
			case 'empty':
				return answer(200);
			case 'id':
				return answer(200, String(stored[0]?.RowId));
			case 'idObject':
				return answer(200, { RowId: stored[0]?.RowId });
		}
	}

	private store(type: string, row: Row): Row {
		const kept = checked(type, row, this.unknowns.referenceLength);
		if (type === 'DebtorOrderClient' && !(Number(kept.OrderNumber) > 0)) kept.OrderNumber = this.lastId + 50_000;
		if (type === 'GLDailyJournalLineClient' && this.unknowns.journalVoucher === 'assigned') kept.Voucher = 700;
		if (
			type === 'GLDailyJournalLineClient' &&
			kept.AccountType !== undefined &&
			!this.knows('Debtor', kept.AccountType)
		)
			delete kept.AccountType;
		return this.add(type, kept);
	}

	private knows(name: keyof typeof LABELS, value: unknown): boolean {
		if (this.unknowns.unknownLabel === 'allDropped') return false;
		return value === LABELS[name][this.unknowns.labels] || String(value) === String(LABELS[name].number);
	}

	private has(type: string, field: string, value: unknown): boolean {
		return this.table(type).some((row) => row[field] === value);
	}

	private whyNot(type: string, row: Row): string | undefined {
		if (
			/Debtor(Client|ClientUser)$/.test(type) &&
			this.has('DebtorClient', 'Account', String(row.Account).slice(0, 20))
		)
			return 'KeyExists';
		if (type.startsWith('ProjectClient') && this.has('ProjectClient', 'Number', String(row.Number).slice(0, 20)))
			return 'KeyExists';
		if (type === 'DebtorOrderClient' && !this.has('DebtorClient', 'Account', row.Account))
			return 'AccountDoesNotExist';
		if (
			type === 'DebtorOrderLineClient' &&
			!this.table('DebtorOrderClient').some(
				(order) => textIn(order, 'OrderNumber') === textIn(row, 'OrderNumber'),
			)
		)
			return 'FieldHasinvalidValue';
		if (type === 'GLDailyJournalLineClient') {
			if (!this.has('GLDailyJournalClient', 'Journal', row.Journal)) return 'FieldHasinvalidValue';
			if (textIn(row, 'Date').slice(0, 10) < this.closedBefore)
				return this.unknowns.refusal === 'status400'
					? 'Regnskabsperioden er ikke åben'
					: 'FinancePeriodNotOpen';
			if (
				row.AccountType !== undefined &&
				this.unknowns.unknownLabel === 'refused' &&
				!this.knows('Debtor', row.AccountType)
			)
				return 'FieldHasinvalidValue';
			if (Number(row.Debit ?? 0) !== 0 && Number(row.Credit ?? 0) !== 0)
				return 'DebitAndCreditCannotBothHaveValue';
			if (row.AccountType !== undefined && row.Vat !== undefined) return 'DebtorCreditorCannotHaveVat';
		}
		return row.Vat !== undefined && row.Vat !== '' && !this.has('GLVatClient', 'Vat', row.Vat)
			? 'VatTypeDoesNotExist'
			: undefined;
	}

	private update(type: string, row: Row): Answered {
		const stored = this.table(type).find((candidate) => sameRow(candidate, row));
		if (stored === undefined) return quoted('CouldNotLoadOriginal');
		const changed: Row = { ...checked(type, row, this.unknowns.referenceLength), RowId: stored.RowId };
		this.tables.set(
			type,
			this.table(type).map((candidate) => (candidate === stored ? changed : candidate)),
		);
		return answer(200, shown(type, changed, this.unknowns));
	}

	private remove(type: string, body: unknown): Answered {
		const { headerDelete, deleteAnswer } = this.unknowns;
		for (const row of (Array.isArray(body) ? body : [body]).map((one) => Object(one) as Row)) {
			const stored = this.table(type).find((candidate) => sameRow(candidate, row));
			if (stored === undefined) return quoted('CouldNotLoadOriginal');
			if (type === 'DebtorOrderClient') {
				const isItsLine = (line: Row): boolean => line.OrderNumber === stored.OrderNumber;
				if (headerDelete === 'refusedWithLines' && this.table('DebtorOrderLineClient').some(isItsLine))
					return quoted('CouldNotDeleteRecordThatIsReferred');
				if (headerDelete === 'takesLines')
					this.tables.set(
						'DebtorOrderLineClient',
						this.table('DebtorOrderLineClient').filter((line) => !isItsLine(line)),
					);
			}
			this.tables.set(
				type,
				this.table(type).filter((candidate) => candidate !== stored),
			);
		}
		if (deleteAnswer === 'row') return answer(200, body);
		return deleteAnswer === 'noContent' ? answer(204) : answer(200, deleteAnswer === 'true' ? 'true' : '');
	}

	private generate(body: Row): Answered {
		const { Order, Lines, Simulate, SendEmail, SendXML, Date: date } = body;
		const order = Object(Order) as Row;
		const lines = (Array.isArray(Lines) ? Lines : []).map((line) => Object(line) as Row);
		const {
			generateWants,
			generateAnswer,
			simulateAnswer,
			orderAfterInvoice,
			brokenAnswerEvery,
			refusedPostConsumes,
		} = this.unknowns;
		const nulls = lines.map((line) => Object.entries(line).find(([key]) => key.toLowerCase() === 'item'));
		const understood = {
			plain: true,
			orderNumberInOrder: !('OrderNumber' in body),
			noNullItem: nulls.every((item) => item === undefined),
			nullItem: nulls.every((item) => item !== undefined && item[1] === null),
		};
		if (
			typeof Order !== 'object' ||
			!Array.isArray(Lines) ||
			typeof date !== 'string' ||
			typeof Simulate !== 'boolean' ||
			!understood[generateWants]
		)
			return answer(200, 'ArgumentMissing');
		if (SendEmail !== false || SendXML !== false) this.mails += 1;
		const stored = this.table('DebtorOrderClient').find((row) => sameRow(row, order));
		const refused = this.whyNotInvoice(stored, order, lines, date);
		if (refused !== undefined && !(Simulate && this.unknowns.lenientSimulation && stored !== undefined)) {
			if (!Simulate && refusedPostConsumes) this.series.Next = Number(this.series.Next) + 1;
			return this.refusal(refused);
		}
		if (Simulate)
			return answer(200, {
				Err: 0,
				...(simulateAnswer === 'none'
					? {}
					: { InvoiceNumber: simulateAnswer === 'zero' ? 0 : Number(this.series.Next) }),
			});
		this.posts += 1;
		const number = this.post(order, lines, date);
		if (stored !== undefined && orderAfterInvoice === 'deleted') {
			this.tables.set(
				'DebtorOrderClient',
				this.table('DebtorOrderClient').filter((row) => row !== stored),
			);
			this.tables.set(
				'DebtorOrderLineClient',
				this.table('DebtorOrderLineClient').filter((line) => line.OrderNumber !== stored.OrderNumber),
			);
		}
		if (brokenAnswerEvery > 0 && this.posts % brokenAnswerEvery === 0)
			return answer(500, { Err: 3, Message: 'Object reference not set to an instance of an object.' });
		if (generateAnswer === 'noNumber') return answer(200, { Err: 0, JournalPostedlId: number });
		if (generateAnswer === 'camel') return answer(200, { err: 0, invoiceNumber: number, journalPostedlId: number });
		return answer(200, {
			Err: 0,
			InvoiceNumber: generateAnswer === 'text' ? String(number) : number,
			JournalPostedlId: number,
		});
	}

	private whyNotInvoice(
		stored: Row | undefined,
		order: Row,
		lines: readonly Row[],
		date: string,
	): string | undefined {
		if (stored === undefined && !this.unknowns.invoicesDeleted) return 'OrderIsDeleted';
		if (lines.length === 0) return 'NoLinesFound';
		if (date.slice(0, 10) < this.closedBefore) return 'FinancePeriodNotOpen';
		if (!this.has('DebtorClient', 'Account', textIn(order, 'Account'))) return 'AccountDoesNotExist';
		for (const line of lines) {
			if (!this.has('GLAccountClient', 'Account', textIn(line, 'PostingAccount'))) return 'AccountDoesNotExist';
			if (textIn(line, 'Project') !== '' && !this.has('PrCategoryClient', 'Number', textIn(line, 'PrCategory')))
				return 'InvalidCategory';
		}
		return undefined;
	}

	private refusal(name: string): Answered {
		const [number, danish] = CODES[name] ?? [1, 'Der er sket en fejl'];
		switch (this.unknowns.refusal) {
			case 'number':
				return answer(200, { Err: number, ErrorProperty: 'Date' });
			case 'text':
				return answer(200, { Err: String(number), InvoiceNumber: 0 });
			case 'name':
				return answer(200, { Err: name });
			case 'sentence':
				return answer(200, danish);
			case 'bareName':
				return answer(200, name);
			case 'status400':
				return quoted(danish);
			case 'status500':
				return answer(500, { Err: number });
		}
	}

	/** Books the invoice under the series' next number. */
	private post(order: Row, lines: readonly Row[], date: string): number {
		const number = Number(this.series.Next);
		this.series.Next = number + 1;
		// A line without a code gets that of the customer's group.
		const customer = this.table('DebtorClient').find(({ Account }) => Account === order.Account);
		const groupVat = textIn(
			this.table('DebtorGroupClient').find(({ Group }) => Group === customer?.Group) ?? {},
			'SalesVat',
		);
		const nets = lines.map((line) => ({
			vat: textIn(line, 'Vat') || groupVat,
			net: cents(
				Number(textIn(line, 'Qty') || 0) *
					Number(textIn(line, 'Price') || 0) *
					(100 - Number(textIn(line, 'DiscountPct') || 0)),
			),
		}));
		const rate = (code: string): number =>
			Number(this.table('GLVatClient').find((row) => row.Vat === code)?.Rate ?? 0);
		const codes = [...new Set(nets.map(({ vat }) => vat))];
		const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
		const vat =
			this.unknowns.vatRounding === 'perLine'
				? sum(nets.map((one) => cents((one.net * rate(one.vat)) / 100)))
				: sum(
						codes.map((code) =>
							cents(
								(sum(nets.filter((one) => one.vat === code).map(({ net }) => net)) * rate(code)) / 100,
							),
						),
					);
		const net = sum(nets.map((one) => one.net));
		const { referenceOnInvoice, orderNumberOnInvoice } = this.unknowns;
		const shared = {
			Account: textIn(order, 'Account'),
			Date: date.slice(0, 10),
			Currency: textIn(order, 'Currency') || 'DKK',
		};
		this.add('DebtorInvoiceClient', {
			...shared,
			InvoiceNumber: number,
			Voucher: number,
			NumberSerie: LOGIN.series,
			DueDate: textIn(order, 'DueDate'),
			NetAmount: net / 100,
			VatAmount: vat / 100,
			TotalAmount: (net + vat) / 100,
			JournalPostedId: number,
			...(referenceOnInvoice ? { ReferenceNumber: textIn(order, 'ReferenceNumber') } : {}),
			...(orderNumberOnInvoice ? { OrderNumber: Number(textIn(order, 'OrderNumber')) } : {}),
		});
		this.add('DebtorTransClient', {
			...shared,
			Invoice: number,
			Voucher: number,
			Amount: (net + vat) / 100,
			PostType: 'Invoice',
		});
		return number;
	}

	/** Both hosts on one port. */
	async listen(): Promise<string> {
		const server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				const headers = Object.fromEntries(
					Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
				);
				const given = this.answer({
					method: request.method ?? 'GET',
					path: request.url ?? '/',
					headers,
					body: text === '' ? undefined : (JSON.parse(text) as unknown),
				});
				if (given.status === 0) request.socket.destroy();
				else response.writeHead(given.status, given.headers).end(given.text);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		this.server = server;
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server?.closeAllConnections();
		await new Promise<void>((resolve) => {
			if (this.server === undefined) resolve();
			else this.server.close(() => resolve());
		});
	}
}

/** Whole cents, half away from zero; what binary fractions lose is made good. */
function cents(value: number): number {
	return Math.sign(value) * Math.round(Number(Math.abs(value).toPrecision(14)));
}
