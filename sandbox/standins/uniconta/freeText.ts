import type { UnicontaSettings } from './settings';

const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]|\p{Cs}/gu;

/**
 * A free text as it is kept; `undefined` where it is refused. The reference knows nothing of unusual signs but that
 * texts are changed without a word (4), so each way of changing them is a switch.
 */
export function keptText(text: string, settings: UnicontaSettings): string | undefined {
	const controls = text.replace(CONTROLS, '');
	if (controls !== text && settings.textControls === 'refused') return undefined;
	let kept = settings.textControls === 'dropped' ? controls : text;
	if (settings.textLineBreaks !== 'kept')
		kept = kept.replace(/\r\n|\r|\n/g, settings.textLineBreaks === 'crlf' ? '\r\n' : ' ');
	if (settings.textNoBreakSpaces !== 'kept')
		kept = kept.replace(/[\u00A0\u202F]/g, settings.textNoBreakSpaces === 'space' ? ' ' : '');
	if (settings.textDashes === 'hyphen') kept = kept.replace(/[\u2010-\u2015\u2212]/g, '-');
	if (settings.textEmoji !== 'kept')
		kept = kept.replace(/[\u{10000}-\u{10FFFF}]/gu, settings.textEmoji === 'question' ? '?' : '');
	if (settings.textSpaces === 'collapsed') kept = kept.replace(/ {2,}/g, ' ');
	return settings.textForm === 'asSent' ? kept : kept.normalize(settings.textForm === 'nfc' ? 'NFC' : 'NFD');
}
