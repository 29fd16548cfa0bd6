/** Who is told: users of Moment and addresses, by the same rules in the form, in the check, and where mails go out. */

/** Good enough to be sent to. */
export function isAddress(text: string): boolean {
	return /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/.test(text);
}

/** One address, alone or behind a name: `n8n@company.example`, `Bookkeeping <n8n@company.example>`. */
export function isSender(text: string): boolean {
	const named = /^[^\p{Cc}\p{Zl}\p{Zp}<>@,;]*<([^<>]*)>$/u.exec(text);
	return isAddress(named?.[1] ?? text);
}

/** A user whose state Moment does not say counts as active. */
export function isActive(state: string): boolean {
	return ['', 'active'].includes(state.toLowerCase());
}

export function commaList(text: string): string[] {
	return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}
