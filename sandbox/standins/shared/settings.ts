import { isObject } from './json';

/** One thing the reference leaves open, or leaves to the company: what it may be, what it is unless told otherwise. */
export interface Switch<V> {
	/** Throws where the value is none of its own. */
	parse: (value: unknown) => V;
	values: string;
	fallback: V;
	/** Section of the reference that makes it a switch. */
	reference: string;
	meaning: string;
}

export type SwitchTable = Readonly<Record<string, Switch<unknown>>>;
export type SettingsOf<T extends SwitchTable> = { [K in keyof T]: T[K] extends Switch<infer V> ? V : never };

export function choice<const V extends string | number>(
	values: readonly [V, ...V[]],
	reference: string,
	meaning: string,
): Switch<V> {
	return {
		values: values.map((value) => `\`${value}\``).join(' '),
		fallback: values[0],
		reference,
		meaning,
		parse(value) {
			const found = values.find((candidate) => candidate === value);
			if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`);
			return found;
		},
	};
}

export function count(fallback: number, reference: string, meaning: string): Switch<number> {
	return {
		values: 'number',
		fallback,
		reference,
		meaning,
		parse(value) {
			if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
				throw new Error('must be a whole number, 0 or more');
			return value;
		},
	};
}

export function flag(fallback: boolean, reference: string, meaning: string): Switch<boolean> {
	return {
		values: '`true` `false`',
		fallback,
		reference,
		meaning,
		parse(value) {
			if (typeof value !== 'boolean') throw new Error('must be true or false');
			return value;
		},
	};
}

export function words(reference: string, meaning: string): Switch<readonly string[]> {
	return {
		values: 'list of names',
		fallback: [],
		reference,
		meaning,
		parse(value) {
			if (!Array.isArray(value) || !value.every((word): word is string => typeof word === 'string'))
				throw new Error('must be a list of texts');
			return value;
		},
	};
}

export class Settings<T extends SwitchTable> {
	/** What holds now. Read it at the moment of use: it changes under way. */
	current: SettingsOf<T>;

	constructor(
		readonly table: T,
		private readonly started: Partial<SettingsOf<T>> = {},
	) {
		this.current = this.initial();
	}

	/** All or nothing: throws for an unknown switch or value and then changes nothing. */
	patch(changes: unknown): void {
		if (!isObject(changes)) throw new Error('settings are an object of switch: value');
		const next: Record<string, unknown> = { ...this.current };
		for (const [name, value] of Object.entries(changes)) {
			const found = Object.hasOwn(this.table, name) ? this.table[name] : undefined;
			if (!found) throw new Error(`no switch called "${name}"`);
			try {
				next[name] = found.parse(value);
			} catch (error) {
				throw new Error(`switch "${name}" ${error instanceof Error ? error.message : String(error)}`);
			}
		}
		// Every value has just been parsed by the switch of its name.
		this.current = next as SettingsOf<T>;
	}

	reset(): void {
		this.current = this.initial();
	}

	private initial(): SettingsOf<T> {
		const fallbacks = Object.fromEntries(
			Object.entries(this.table).map(([name, { fallback }]) => [name, fallback]),
		);
		// Built from the table itself: each name holds its own switch's fallback.
		this.current = fallbacks as SettingsOf<T>;
		this.patch(this.started);
		return this.current;
	}
}

/** The table for the README; a test keeps both the same. */
export function switchTableMarkdown(table: SwitchTable): string {
	const rows = Object.entries(table).map(
		([name, { values, fallback, reference, meaning }]) =>
			`| \`${name}\` | ${values} | \`${JSON.stringify(fallback)}\` | ${reference} | ${meaning} |`,
	);
	return ['| switch | values | default | reference | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}
