import { plainDate } from '../../../../lib/moment/api/dates';
import { CREDIT_DAYS, DO_NOT_TRANSFER, EXPORT_STATUS } from '../../../../lib/moment/api/fields';
import { creditDaysOf, kindOf, transferOf } from '../../../../lib/moment/records/invoiceWords';

describe('the type of an invoice', () => {
	it.each(['creditNote', 'CREDIT_NOTE', 'Credit note', 'credit', 'creditInvoice', 'Kreditnota', 'kreditfaktura'])(
		'%s is a credit note',
		(invoiceType) => {
			expect(kindOf({ invoiceType })).toBe('creditNote');
		},
	);

	it.each(['invoice', 'INVOICE', 'Faktura', 'salesInvoice', 'creditedInvoice', 'kreditert faktura'])(
		'%s is an invoice',
		(invoiceType) => {
			expect(kindOf({ invoiceType })).toBe('invoice');
		},
	);

	it.each([undefined, null, '', 'standard', 7])('%p says neither', (invoiceType) => {
		expect(kindOf({ invoiceType })).toBe('');
	});

	it('may stand in an object, or in a switch', () => {
		expect(kindOf({ invoiceType: { id: 2, name: 'Credit note' } })).toBe('creditNote');
		expect(kindOf({ isCreditNote: true })).toBe('creditNote');
		expect(kindOf({ isCreditNote: false })).toBe('invoice');
	});
});

describe('the export status', () => {
	it.each([
		'doNotTransfer',
		'DO_NOT_TRANSFER',
		'Do not transfer to accounting',
		'dontTransfer',
		'NOT_TO_BE_TRANSFERRED',
		'shouldNotBeExported',
		'notForTransfer',
		'Skal ikke overføres',
		'excluded',
		'withheld',
		'NO_TRANSFER',
	])('%s forbids', (exportStatus) => {
		expect(transferOf({ exportStatus })).toBe('doNotTransfer');
	});

	it.each([
		'toTransfer',
		'TO_TRANSFER',
		'toTransferToAccounting',
		'To be transferred',
		'notTransferred',
		'notYetExported',
		'readyForTransfer',
		'pending',
	])('%s allows', (exportStatus) => {
		expect(transferOf({ exportStatus })).toBe('transfer');
	});

	it.each(['transferred', 'hasBeenTransferred', 'HAS_BEEN_TRANSFERRED', 'transferredToAccounting', 'exported'])(
		'%s says that it was done',
		(exportStatus) => {
			expect(transferOf({ exportStatus })).toBe('transferred');
		},
	);

	it.each([undefined, '', 'x'])('%p says nothing', (exportStatus) => {
		expect(transferOf({ exportStatus })).toBe('');
	});

	it.each(EXPORT_STATUS)('is read from %s', (name) => {
		expect(transferOf({ [name]: 'DO_NOT_TRANSFER' })).toBe('doNotTransfer');
	});

	it.each(DO_NOT_TRANSFER)('forbids by the switch %s, whatever the word says', (name) => {
		expect(transferOf({ [name]: true, exportStatus: 'toTransfer' })).toBe('doNotTransfer');
		expect(transferOf({ [name]: false, exportStatus: 'toTransfer' })).toBe('transfer');
	});

	it('may be a switch itself', () => {
		expect(transferOf({ transferToAccounting: false })).toBe('doNotTransfer');
		expect(transferOf({ transferToAccounting: true })).toBe('transfer');
	});
});

describe('days of credit', () => {
	it.each(CREDIT_DAYS)('are read from %s', (name) => {
		const [first = '', second] = name.split('.');
		expect(creditDaysOf({ [first]: second === undefined ? 14 : { [second]: '14' } })).toBe('14');
	});

	it('are 0 where Moment says 0, and nothing where it says words', () => {
		expect(creditDaysOf({ creditDays: 0 })).toBe('0');
		expect(creditDaysOf({ paymentTerms: 'Netto 14 dage' })).toBe('');
	});
});

describe('a plain date', () => {
	it.each([
		['2026-02-01', '2026-02-01'],
		['2026-02-01T00:00:00', '2026-02-01'],
		['2026-02-01 00:00:00', '2026-02-01'],
		['2026-02-01T00:00:00+01:00', '2026-02-01'],
		['2026-02-01T23:30:00-05:00', '2026-02-01'],
		['2026-02-01T00:00:00Z', '2026-02-01'],
		['2026-01-31T23:00:00Z', '2026-02-01'],
		['2026-01-31T23:00:00.000Z', '2026-02-01'],
		['2026-06-30T22:00:00Z', '2026-07-01'],
		[Date.UTC(2026, 1, 1), '2026-02-01'],
		[Date.UTC(2026, 0, 31, 23), '2026-02-01'],
		[String(Date.UTC(2026, 5, 30, 22)), '2026-07-01'],
		[[2026, 2, 1], '2026-02-01'],
		['', ''],
		[null, ''],
		[undefined, ''],
		['2026-02-30', undefined],
		['2026-02-01x', undefined],
		['soon', undefined],
		[{}, undefined],
	])('%j is %p', (value, expected) => {
		expect(plainDate(value)).toBe(expected);
	});
});
