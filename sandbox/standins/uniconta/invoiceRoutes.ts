import { json, text, type Answer } from '../shared/answer';
import type { Call, Handler } from '../shared/call';
import type { StandInServer } from '../shared/server';
import { Refusal } from './errors';
import { readBody, writeTarget, type SessionHandler, type WebApiParts } from './host';
import type { WriteTarget } from './values';
import { pdf } from './pdf';
import { textOf } from './posting/checks';
import { ArgumentMissing, generateInvoice } from './posting/generate';
import { PostRefusal } from './posting/refused';
import { camelCase } from './record';

/** The business operations of the Web API host (UC20, UC21). */
export function mountInvoiceRoutes(
	server: StandInServer,
	parts: WebApiParts,
	session: (handler: SessionHandler) => Handler,
): void {
	server.route(
		'POST',
		'/Invoice/GenerateDebtorInvoice',
		session((call, opened) => {
			const target = targetOf(parts, call, opened);
			try {
				return generated(target, { ...generateInvoice(target, readBody(call), opened.user.login) });
			} catch (error) {
				// A 2xx with plain text (UC20).
				if (error instanceof ArgumentMissing) return text(200, 'ArgumentMissing');
				if (error instanceof PostRefusal) return text(200, error.code);
				throw error;
			}
		}),
	);
	server.route(
		'GET',
		'/Invoice/GetInvoicePDF',
		session((call, opened) => invoicePdf(targetOf(parts, call, opened), call)),
	);
}

const targetOf = (parts: WebApiParts, call: Call, session: Parameters<SessionHandler>[1]): WriteTarget => {
	const named: Call = { ...call, params: { type: 'DebtorInvoiceClient' } };
	return writeTarget(parts, named, session, session.company());
};

function generated({ settings }: WriteTarget, answer: Record<string, unknown>): Answer {
	if (settings.postAnswer === 'noNumber') delete answer.InvoiceNumber;
	const entries = Object.entries(answer);
	return json(
		200,
		Object.fromEntries(
			settings.jsonKeys === 'camelCase' ? entries.map(([name, value]) => [camelCase(name), value]) : entries,
		),
	);
}

/** By account, date and number (UC21); an invoice that is not there is refused. */
function invoicePdf({ company, settings }: WriteTarget, { query }: Call): Answer {
	const [account, date, number] = ['Account', 'Date', 'InvoiceNumber'].map((name) => query.get(name) ?? '');
	const found = company
		.rowsOf('DebtorInvoiceClient')
		.rows()
		.find(
			({ values }) =>
				values.Account === account &&
				textOf(values.Date).slice(0, 10) === date?.slice(0, 10) &&
				sameNumber(textOf(values.InvoiceNumber), number ?? ''),
		);
	if (!found) throw new Refusal('CouldNotFind', number);
	const { Name, TotalAmount, Currency } = found.values;
	const file = pdf([
		`${Number(TotalAmount) < 0 ? 'Kreditnota' : 'Faktura'} ${number ?? ''}`,
		textOf(Name),
		`${String(TotalAmount)} ${textOf(Currency)}`,
	]);
	if (settings.pdfAnswer === 'bytes') return text(200, file, 'application/pdf');
	return json(200, Buffer.from(file, 'latin1').toString('base64'));
}

const sameNumber = (own: string, asked: string): boolean => own === asked || own.replace(/\D/g, '') === asked;
