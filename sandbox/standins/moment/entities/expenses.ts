import { Problem } from '../problem';
import type { MomentSettings } from '../settings';
import {
	boolean,
	date,
	decimal,
	reference,
	shaped,
	text,
	toProject,
	wireName,
	type MomentEntity,
	type MomentValue,
} from './field';

/** In the stand-in's own words; how they are called on the wire is a switch. */
export const approvalStates = ['approved', 'notApproved'] as const;

const STATE_NAMES: Readonly<Record<MomentSettings['approvalStateNames'], Readonly<Record<string, string>>>> = {
	camel: { approved: 'approved', notApproved: 'notApproved' },
	upper: { approved: 'APPROVED', notApproved: 'NOT_APPROVED' },
	accepted: { approved: 'accepted', notApproved: 'awaitingApproval' },
};

const CURRENCIES: ReadonlySet<MomentValue> = new Set(['DKK', 'EUR', 'SEK', 'NOK', 'USD', 'GBP']);

function approvalState(value: MomentValue, { approvalStateNames }: MomentSettings): MomentValue {
	const names = STATE_NAMES[approvalStateNames];
	const own = approvalStates.find((state) => names[state] === value);
	if (own === undefined)
		throw new Problem(
			400,
			`Cannot read the value "${String(value)}" of "approvalState": not one of [${Object.values(names).join(', ')}]`,
		);
	return own;
}

function currency(value: MomentValue): MomentValue {
	if (value !== null && !CURRENCIES.has(value)) throw new Problem(400, `Unknown currency "${String(value)}"`);
	return value;
}

function amount(value: MomentValue, { negativeExpenses }: MomentSettings): MomentValue {
	if (negativeExpenses === 'refused' && typeof value === 'number' && value < 0)
		throw new Problem(400, '"amount" must not be negative');
	return value;
}

const externalId = text(shaped('externalId', 'externalReference'));

/** Every name is a guess, one per shape (MO19). */
export const projectExpenses: MomentEntity = {
	path: 'projectExpenses',
	servedAs: ({ expenseResource }) => (expenseResource === 'none' ? undefined : expenseResource),
	shapedBy: 'expenseShape',
	writable: true,
	searched: ['description', 'supplierName'],
	filters: (settings) => ({
		projectId: 'projectId',
		[wireName(externalId, projectExpenses, settings)]: (
			{ works: 'externalId', ignored: null, refused: { refused: true } } as const
		)[settings.expenseReferenceFilter],
	}),
	objection: ({ projectId, projectExtensionId }, find) =>
		projectExtensionId !== null && find('projectExtensions', projectExtensionId ?? null)?.projectId !== projectId
			? 'The activity belongs to another project'
			: undefined,
	fields: {
		projectId: toProject({ base: true, required: true }),
		projectExtensionId: reference('projectExtensions', 'projectExtension', [['name', 'projectExtensionName']], {
			base: true,
			required: true,
		}),
		expenseDate: date(shaped('expenseDate', 'date'), { base: true, required: true }),
		description: text('description', { base: true }),
		amount: decimal(shaped('amount', 'costPrice'), { base: true, required: true, receive: amount }),
		currencyCode: text(shaped('currencyCode', 'currency.code'), { base: true, fallback: 'DKK', receive: currency }),
		billable: boolean(shaped('billable', 'isBillable'), { fallback: false }),
		supplierName: text(shaped('supplierName', 'supplier.name')),
		supplierInvoiceNumber: text(shaped('supplierInvoiceNumber', 'supplierInvoiceNo')),
		approvalState: text(shaped('approvalState', 'approvalStatus'), {
			fallback: 'notApproved',
			receive: approvalState,
			send: (value, _row, { approvalStateNames }) => STATE_NAMES[approvalStateNames][String(value)] ?? value,
		}),
		externalId,
	},
};
