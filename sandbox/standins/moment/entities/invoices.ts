import type { MomentSettings } from '../settings';
import {
	date,
	decimal,
	integer,
	reference,
	shaped,
	tagIds,
	text,
	toCustomer,
	toDepartment,
	toProject,
	type FindRow,
	type MomentEntity,
	type MomentField,
	type MomentReference,
	type MomentRow,
	type MomentValue,
	type WireNames,
} from './field';

/** Values in the stand-in's own names; how they are called on the wire is a switch. */
export const exportStates = ['transfer', 'transferred', 'doNotTransfer'] as const;
export const documentTypes = ['invoice', 'creditNote'] as const;

const EXPORT_NAMES: Readonly<Record<MomentSettings['exportStatusNames'], Readonly<Record<string, string>>>> = {
	camel: { transfer: 'toTransfer', transferred: 'hasBeenTransferred', doNotTransfer: 'doNotTransfer' },
	upper: { transfer: 'TO_TRANSFER', transferred: 'TRANSFERRED', doNotTransfer: 'DO_NOT_TRANSFER' },
	long: {
		transfer: 'toTransferToAccounting',
		transferred: 'transferredToAccounting',
		doNotTransfer: 'doNotTransferToAccounting',
	},
};

const TYPE_NAMES: Readonly<Record<'camel' | 'upper', Readonly<Record<string, string>>>> = {
	camel: { invoice: 'invoice', creditNote: 'creditNote' },
	upper: { invoice: 'INVOICE', creditNote: 'CREDIT_NOTE' },
};

const isCreditNote = (row: MomentRow | undefined): boolean => row?.invoiceType === 'creditNote';

/** Kept as Moment is said to hold it: negated on a credit note (MO24); the switch turns it round on the wire. */
function signed(value: MomentValue, document: MomentRow | undefined, settings: MomentSettings): MomentValue {
	return typeof value === 'number' && value !== 0 && isCreditNote(document) && settings.creditNoteSign === 'positive'
		? -value
		: value;
}

const total = (wire: WireNames): MomentField =>
	decimal(wire, { send: (value, row, settings) => signed(value, row, settings) });

const ofLine = (wire: WireNames): MomentField =>
	decimal(wire, {
		send: (value, row, settings, find) => signed(value, find('invoices', row.invoiceId ?? null), settings),
	});

/** Names of the export templates as they are, the others one guess per shape (MO15). */
export const invoices: MomentEntity = {
	path: 'invoices',
	shapedBy: 'invoiceShape',
	writable: false,
	searched: ['invoiceNumber', 'orderReference'],
	webhook: {
		key: 'invoice',
		fields: ['invoiceNumber'],
		parents: [
			{ key: 'customer', field: 'customerId', kind: 'customers', number: 'customerNumber' },
			{ key: 'project', field: 'projectId', kind: 'projects', number: 'projectNumber' },
		],
		when: (row, settings) =>
			(row.invoiceNumber !== null || settings.draftWebhooks) &&
			(!isCreditNote(row) || settings.creditNoteWebhooks),
	},
	list: {
		name: 'invoiceLines',
		of: 'invoiceLines',
		by: 'invoiceId',
		shown: ({ invoiceLines }) => LINES_SHOWN[invoiceLines],
	},
	fields: {
		invoiceNumber: integer('invoiceNumber', {
			base: true,
			absentWhenEmpty: true,
			send: (value, _row, { invoiceNumberAs }) =>
				value === null || invoiceNumberAs === 'number' ? value : String(value),
		}),
		invoiceType: text('invoiceType', {
			base: true,
			send: (value, _row, { invoiceTypeNames }) =>
				invoiceTypeNames === 'absent' ? undefined : (TYPE_NAMES[invoiceTypeNames][String(value)] ?? value),
		}),
		invoiceState: text(shaped('invoiceState', 'state'), { base: true }),
		exportStatus: text(shaped('exportStatus', 'accountingExportStatus'), {
			base: true,
			send: (value, _row, { exportStatusNames }) => EXPORT_NAMES[exportStatusNames][String(value)] ?? value,
		}),
		issueDate: date('issueDate', { base: true }),
		dueDate: date('dueDate', { base: true }),
		finalizedDate: date('finalizedDate'),
		creditDays: integer(shaped('creditDays', 'paymentTermDays')),
		customerId: toCustomer({ base: true }),
		projectId: toProject({ base: true }),
		departmentId: toDepartment(),
		...Object.fromEntries(
			['addressLine1', 'addressLine2', 'addressLine3', 'postalCode', 'postalPlace', 'countryCode'].map((name) => [
				name,
				text(`customerAddress.${name}`),
			]),
		),
		supplierEmail: text('supplierEmail'),
		orderReference: text('orderReference'),
		currencyCode: text('currencyCode', { base: true }),
		exchangeRate: decimal(shaped('exchangeRate', 'currencyRate')),
		totalNet: total(shaped('totalSumExcludingTax', 'totalNetAmount')),
		totalVat: total(shaped('totalTax', 'totalVatAmount')),
		totalGross: total(shaped('totalSumIncludingTax', 'totalGrossAmount')),
		totalAfterRounding: total('totalSumIncludingTaxAfterRounding'),
		paidAmount: total('paidAmount'),
		creditedInvoiceId: reference('invoices', 'creditedInvoice', [['invoiceNumber', 'creditedInvoiceNumber']]),
		tagIds,
	},
};

const LINES_SHOWN = {
	plain: 'always',
	singleOnly: 'one',
	onlyByInclude: 'byInclude',
	ownList: 'never',
} as const satisfies Record<MomentSettings['invoiceLines'], string>;

const ACCOUNT_PARTS = [
	'accountNumber',
	'name',
	'financialAccountCategory',
	'currentVatPercentage',
	'vatCategoryCode',
	'externalTaxCode',
] as const;

const accountForm: MomentReference['form'] = ({ lineAccount }) => {
	switch (lineAccount) {
		case 'object':
			return { shape: 'nested', shown: 'all' };
		case 'idAndNumber':
			return { shape: 'nested', shown: ['id', 'accountNumber'] };
		case 'numberOnly':
			return { shape: 'nested', shown: ['accountNumber'] };
		case 'idOnly':
			return { shape: 'flat', shown: 'id' };
	}
};

function discount(value: MomentValue, row: MomentRow, settings: MomentSettings, find: FindRow): MomentValue {
	if (settings.lineDiscount === 'percent' || typeof value !== 'number' || value === 0) return value;
	const before = Math.round(Number(row.quantity) * Number(row.unitPrice) * 100) / 100;
	return signed(
		Math.round((before - Number(row.sumNetAmount)) * 100) / 100,
		find('invoices', row.invoiceId ?? null),
		settings,
	);
}

/**
 * The lines of an invoice (MO16). On a credit note quantity and amounts are negative. A list of its own only where the
 * switch says so.
 */
export const invoiceLines: MomentEntity = {
	path: 'invoiceLines',
	shapedBy: 'invoiceShape',
	writable: false,
	searched: ['itemName'],
	filters: { invoiceId: 'invoiceId' },
	exists: ({ invoiceLines: where }) => where === 'ownList',
	fields: {
		invoiceId: reference('invoices', 'invoice', [], { form: () => ({ shape: 'flat', shown: 'id' }) }),
		itemName: text('itemName'),
		quantity: ofLine('quantity'),
		unitPrice: decimal('unitPrice'),
		lineDiscount: decimal('lineDiscount', { send: discount }),
		surcharge: decimal(shaped('surcharge', 'surchargePercentage')),
		sumNetAmount: ofLine('sumNetAmount'),
		vatPercentage: decimal('vatPercentage'),
		estimatedInvoiceLineVat: ofLine('estimatedInvoiceLineVat'),
		financialAccountId: reference(
			'financialAccounts',
			'financialAccount',
			ACCOUNT_PARTS.map((part) => [part, part]),
			{ form: accountForm },
		),
		projectId: toProject(),
	},
};
