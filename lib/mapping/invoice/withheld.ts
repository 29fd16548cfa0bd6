import type { Finding } from '../../core/finding';
import type { InvoiceSource } from './source';

/** Why an invoice is never sent, as a note; undefined for one that is on its way (D11). */
export function whyWithheld(invoice: InvoiceSource, firstNumber: number | undefined, who: string): Finding | undefined {
	const note = (field: string, value: string, message: string): Finding => ({
		level: 'note',
		field,
		value,
		message: `${who} ${message}`,
		fix: '',
	});
	const number = invoice.invoiceNumber;
	if (number === '') {
		return note('Invoice number', '', 'is a draft: it has no number yet, so it is not sent.');
	}
	if (invoice.transfer === 'doNotTransfer') {
		return note(
			'Export status',
			'do not transfer to accounting',
			'is marked "do not transfer to accounting" in Moment, so it is not sent.',
		);
	}
	if (firstNumber !== undefined && /^\d{1,15}$/.test(number) && Number(number) < firstNumber) {
		return note(
			'Invoice number',
			number,
			`has a number below ${firstNumber}, the first invoice number to be sent, so it is only compared.`,
		);
	}
	return undefined;
}
