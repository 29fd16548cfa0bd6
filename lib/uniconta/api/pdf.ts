import { ApiError, bodyText } from '../../http/errors';

const MARK = '%PDF';

/**
 * The PDF in an answer: a JSON string with base64 even when a PDF is asked for (UC21), or the file itself.
 * Anything else is said.
 */
export function pdfIn(body: unknown, invoiceNumber: string): Uint8Array {
	if (body instanceof Uint8Array && startsLikePdf(body)) return body;
	const text = textOfBody(body);
	if (typeof text === 'string') {
		const plain = text.trim();
		// A port that gives text only: whole where every byte was a character.
		if (plain.startsWith(MARK) && !plain.includes('\uFFFD')) return new Uint8Array(Buffer.from(text, 'latin1'));
		const encoded = plain.replace(/^data:[^,]*,/, '').replace(/\s/g, '');
		if (/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) {
			const decoded = new Uint8Array(Buffer.from(encoded, 'base64'));
			if (startsLikePdf(decoded)) return decoded;
		}
	}
	const said = bodyText(text, 120);
	throw new ApiError(`Uniconta's answer for invoice ${invoiceNumber} is no PDF${said === '' ? '' : ` (${said})`}`, {
		system: 'Uniconta',
		kind: 'unexpected',
		fix: 'Open the invoice in Uniconta (Customer > Reports > Invoices) and see whether it has a document; check its account and date.',
	});
}

/** What an answer says where it is text: the string in a JSON string, an object, or the text as it came. */
export function textOfBody(body: unknown): unknown {
	if (!(body instanceof Uint8Array)) return body;
	if (startsLikePdf(body)) return MARK;
	const text = Buffer.from(body)
		.toString('utf8')
		.replace(/^\uFEFF/, '');
	if (!/^\s*[[{"]/.test(text)) return text;
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return text;
	}
}

function startsLikePdf(bytes: Uint8Array): boolean {
	return Buffer.from(bytes.subarray(0, MARK.length)).toString('latin1') === MARK;
}
