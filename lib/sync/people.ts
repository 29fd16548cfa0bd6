/** Who is told: users of Moment and addresses, by the same rules in the form, in the check, and where mails go out. */

/** Good enough to be sent to. */
export function isAddress(text: string): boolean {
	return /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/.test(text);
}

/** A user whose state Moment does not say counts as active. */
export function isActive(state: string): boolean {
	return ['', 'active'].includes(state.toLowerCase());
}

export function commaList(text: string): string[] {
	return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}
