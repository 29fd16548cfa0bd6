/** A small but whole PDF with a page of text lines; ASCII only, so that it survives as a text body. */
export function pdf(lines: readonly string[]): string {
	const text = lines.map((line) => `(${escapeText(line)}) Tj T*`).join('\n');
	const stream = `BT /F1 11 Tf 14 TL 50 790 Td\n${text}\nET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
	];
	let file = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = file.length;
		file += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return offset;
	});
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

const escapeText = (text: string): string =>
	text.replace(/[\\()]/g, '\\$&').replace(/[^\x20-\x7e]/g, (character) => {
		const code = character.charCodeAt(0);
		return code < 256 ? `\\${code.toString(8).padStart(3, '0')}` : '?';
	});
