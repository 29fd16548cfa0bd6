import { inOrder, type LedgerEntry, type ProjectEntry } from './entries';

/** What the ledger and the projects say of one and the same cost; either side may be missing. */
export interface Joined {
	ledger?: LedgerEntry;
	project?: ProjectEntry;
	/**
	 * Set where one ledger entry stands for several project entries: this one's part of it, in cents of the company's
	 * currency.
	 */
	part?: number;
	/** The project entries that could belong to the ledger entry, where it cannot be told which does. */
	unclear?: readonly ProjectEntry[];
}

/** Everything of one voucher of one batch. */
export interface Voucher {
	/** Entries that may be costs, by their account or because they were asked for. */
	costs: readonly LedgerEntry[];
	/** Other accounts: work in progress or stock may stand there. They are joined only where the amount says so. */
	others: readonly LedgerEntry[];
	/** Of every kind, so that time and sales take their ledger entry along. */
	projects: readonly ProjectEntry[];
}

/**
 * Joins a voucher's ledger entries with its project entries (D9): by the project where the ledger names it, by
 * amount, of several with the same amount by text; then one ledger entry for several project entries or the other way
 * round, where the sum fits; then by text alone, and the last one on each side. What is left is unclear. Each cost
 * entry and each project entry comes out exactly once, but for a ledger entry that is divided; the order of what comes
 * in does not matter.
 */
export function joinVoucher({ costs, others, projects }: Voucher): Joined[] {
	const joining = new Joining([...costs].sort(inOrder), [...projects].sort(inOrder));
	for (const number of new Set(costs.map(({ project }) => project).filter((project) => project !== ''))) {
		joining.among(
			({ project }) => project === number,
			({ project }) => project === number,
		);
	}
	joining.among(
		({ project }) => project === '',
		() => true,
	);
	joining.withOthers([...others].sort(inOrder));
	return joining.rest();
}

class Joining {
	private readonly joined: Joined[] = [];
	private readonly ledger: Set<LedgerEntry>;
	private readonly projects: Set<ProjectEntry>;

	constructor(ledger: readonly LedgerEntry[], projects: readonly ProjectEntry[]) {
		this.ledger = new Set(ledger);
		this.projects = new Set(projects);
	}

	/** The ways that leave no doubt, among some of the entries. */
	among(isLedger: (entry: LedgerEntry) => boolean, isProject: (entry: ProjectEntry) => boolean): void {
		const ledger = (): LedgerEntry[] => [...this.ledger].filter(isLedger);
		const projects = (): ProjectEntry[] => [...this.projects].filter(isProject);
		this.byAmount(ledger(), projects(), (amount) => amount);
		// Whether a cost is positive in the projects is assumed; the ledger's sign is what counts.
		this.byAmount(ledger(), projects(), (amount) => 0 - amount);
		this.bySum(ledger(), projects());
		this.byText(ledger(), projects());
	}

	/** Project entries whose cost stands on an account that is none of costs. */
	withOthers(others: readonly LedgerEntry[]): void {
		const left = new Set(others.filter(({ contact }) => contact !== 'debtor'));
		for (const project of this.projects) {
			const fitting = [...left].filter(({ amount }) => amount !== undefined && amount === project.amount);
			const [only, ...more] = fitting.length > 1 ? fitting.filter(({ text }) => text === project.text) : fitting;
			if (only === undefined || more.length > 0) continue;
			left.delete(only);
			this.pair(only, project);
		}
	}

	/** What is left: one on each side belongs together, several are unclear. */
	rest(): Joined[] {
		const candidates = [...this.projects].filter(({ kind, amount }) => kind === 'cost' && amount !== 0);
		const [entry, project] = [[...this.ledger][0], candidates[0]];
		const isOneEach = this.ledger.size === 1 && candidates.length === 1;
		if (isOneEach && entry !== undefined && project !== undefined && entry.project === '') {
			this.pair(entry, project);
			candidates.pop();
		}
		const isNamed = candidates.length > 0 && [...this.ledger].some((one) => one.project === '');
		for (const one of this.ledger)
			this.joined.push(isNamed && one.project === '' ? { ledger: one, unclear: candidates } : { ledger: one });
		// What is named as a candidate does not come a second time by itself.
		for (const one of this.projects) if (!isNamed || !candidates.includes(one)) this.joined.push({ project: one });
		return this.joined.sort(byLine);
	}

	private byAmount(
		ledger: readonly LedgerEntry[],
		projects: readonly ProjectEntry[],
		wanted: (amount: number) => number,
	): void {
		const byAmount = grouped(projects, ({ amount }) => (amount === undefined ? undefined : wanted(amount)));
		for (const [amount, entries] of grouped(ledger, (entry) => entry.amount))
			this.ofOneAmount(entries, byAmount.get(amount) ?? []);
	}

	private ofOneAmount(ledger: readonly LedgerEntry[], projects: readonly ProjectEntry[]): void {
		if (projects.length === 0) return;
		if (ledger.length > 1 || projects.length > 1) this.byText(ledger, projects);
		const [entries, candidates] = [
			ledger.filter((one) => this.ledger.has(one)),
			projects.filter((one) => this.projects.has(one)),
		];
		const alike = [areAlike(entries.map(ledgerTraits)), areAlike(candidates.map(projectTraits))];
		// Where one is as good as the other, their order decides, and decides the same every time.
		const isClear = entries.length === candidates.length ? alike.includes(true) : !alike.includes(false);
		if (!isClear) return;
		entries.slice(0, candidates.length).forEach((one, index) => {
			const other = candidates[index];
			if (other !== undefined) this.pair(one, other);
		});
	}

	private byText(ledger: readonly LedgerEntry[], projects: readonly ProjectEntry[]): void {
		const byText = grouped(projects, ({ text }) => text || undefined);
		for (const [text, [entry, ...more]] of grouped(ledger, (one) => one.text || undefined)) {
			const [project, ...others] = byText.get(text) ?? [];
			if (entry !== undefined && project !== undefined && more.length === 0 && others.length === 0)
				this.pair(entry, project);
		}
	}

	/** One entry divided over several projects; or several accounts for one project entry. */
	private bySum(ledger: readonly LedgerEntry[], projects: readonly ProjectEntry[]): void {
		const [entry, project] = [ledger[0], projects[0]];
		if (entry === undefined || project === undefined) return;
		if (ledger.length === 1 && projects.length > 1 && entry.amount === sumOf(projects)) {
			for (const one of projects) this.pair(entry, one, { part: one.amount ?? 0 });
		} else if (projects.length === 1 && ledger.length > 1 && project.amount === sumOf(ledger)) {
			for (const one of ledger) this.pair(one, project);
		}
	}

	private pair(ledger: LedgerEntry, project: ProjectEntry, divided: { part?: number } = {}): void {
		this.ledger.delete(ledger);
		this.projects.delete(project);
		this.joined.push({ ledger, project, ...divided });
	}
}

/** As the lines of the voucher, entries of the projects alone behind them. */
function byLine(a: Joined, b: Joined): number {
	if (a.ledger !== undefined && b.ledger !== undefined)
		return (
			inOrder(a.ledger, b.ledger) ||
			(a.project !== undefined && b.project !== undefined ? inOrder(a.project, b.project) : 0)
		);
	if (a.ledger !== undefined || b.ledger !== undefined) return a.ledger === undefined ? 1 : -1;
	return a.project !== undefined && b.project !== undefined ? inOrder(a.project, b.project) : 0;
}

/** In the order in which the keys come; what has none is left out. */
function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key | undefined): Map<Key, Item[]> {
	const groups = new Map<Key, Item[]>();
	for (const item of items) {
		const key = keyOf(item);
		if (key === undefined) continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}

function areAlike(traits: readonly string[]): boolean {
	return new Set(traits).size <= 1;
}

function ledgerTraits({
	account,
	text,
	currency,
	currencyAmount,
	contactNumber,
	invoice,
	isCorrection,
	isCancelled,
}: LedgerEntry): string {
	return JSON.stringify([account, text, currency, currencyAmount, contactNumber, invoice, isCorrection, isCancelled]);
}

function projectTraits({ project, category, kind, supplierNumber }: ProjectEntry): string {
	return JSON.stringify([project, category, kind, supplierNumber]);
}

/** Undefined where one of the amounts cannot be read. */
function sumOf(entries: ReadonlyArray<{ amount: number | undefined }>): number | undefined {
	return entries.reduce<number | undefined>(
		(sum, { amount }) => (sum === undefined || amount === undefined ? undefined : sum + amount),
		0,
	);
}
