import { DEFAULT_DIALECT, DIALECTS, dialectSeenIn, inDialect, type Dialect } from '../api/dialect';
import type { UnicontaRow } from '../api/rows';
import { ruleOf, type EntityDefinition } from './entity';

type Fields = Record<string, unknown>;

/** In which form this Uniconta takes labels and countries, as far as a run has seen. */
export class SeenDialect {
	private seen: Partial<Dialect>;

	constructor(
		private readonly definition: EntityDefinition,
		seen: Partial<Dialect>,
	) {
		this.seen = { ...seen };
	}

	get knowsLabels(): boolean {
		return this.seen.labels !== undefined;
	}

	private get likeliest(): Dialect {
		return { ...DEFAULT_DIALECT, ...this.seen };
	}

	inForm(fields: Fields, form = this.likeliest): UnicontaRow {
		return Object.fromEntries(
			Object.entries(fields).map(([field, value]) => [
				field,
				inDialect(ruleOf(this.definition, field), value, form),
			]),
		);
	}

	/**
	 * The forms in which these fields may be taken: those that agree with what was seen and are not the same for them.
	 */
	formsFor(fields: Fields): Dialect[] {
		const { labels, countries } = this.seen;
		const possible = DIALECTS.filter(
			(form) => form.labels === (labels ?? form.labels) && form.countries === (countries ?? form.countries),
		);
		const byRow = new Map([...possible].reverse().map((form) => [JSON.stringify(this.inForm(fields, form)), form]));
		return [...byRow.values()].reverse();
	}

	/** Whether these fields are others in Danish than in English. */
	showLanguage(fields: Fields): boolean {
		const [english, danish] = (['en', 'da'] as const).map((labels) =>
			JSON.stringify(this.inForm(fields, { ...this.likeliest, labels })),
		);
		return english !== danish;
	}

	/** These fields, which might have been taken in any of `forms`, were taken in this one. */
	learn(fields: Fields, form: Dialect, forms: readonly Dialect[]): void {
		if (this.showLanguage(fields)) this.seen = { ...this.seen, labels: form.labels };
		if (forms.some(({ countries }) => countries !== form.countries))
			this.seen = { ...this.seen, countries: form.countries };
	}

	learnFrom(stored: UnicontaRow): void {
		this.seen = { ...this.seen, ...dialectSeenIn(stored) };
	}
}
