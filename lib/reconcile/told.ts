import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RECONCILED, STATES, type Difference, type Reconciliation } from './types';

/** What mails have said and is not over: id → fingerprint of the values. */
export type Told = Readonly<Record<string, string>>;

const schema = z.record(z.string()).catch({});

/** Out of its table; whatever else stands there is nothing. */
export function readTold(text: string): Told {
	try {
		const json: unknown = JSON.parse(text);
		return schema.parse(json);
	} catch {
		return {};
	}
}

/** What there is to tell. */
export interface Tidings {
	/** Differences that no mail has named as they are now. */
	fresh: Difference[];
	/** Those told of that are over, each as `kind, number, field`. */
	over: Array<Pick<Difference, 'kind' | 'key' | 'field'>>;
	/** Of those that differ now, how many were told of before. */
	older: number;
	/** What is told of, once a mail is out. */
	told: Told;
}

/** Compares what differs now with what was told. What is about to be done by itself is neither new nor over. */
export function tidingsOf(
	{ differences, kinds, total }: Pick<Reconciliation, 'differences' | 'kinds' | 'total'>,
	before: Told,
): Tidings {
	const there = new Map(differences.map((one) => [idOf(one), one]));
	const lasting = differences.filter(({ passing }) => passing !== true);
	const fresh = lasting.filter((one) => before[idOf(one)] !== valuesOf(one));
	// A kind that was not compared says nothing of what was told of it.
	const compared = new Set<string>(kinds.map(({ kind }) => kind));
	// Nor is one that may stand among those that are too many to be kept.
	const stays = (id: string): boolean =>
		total > differences.length || there.get(id)?.passing === true || !compared.has(id.split('|')[0] ?? '');
	const over = Object.keys(before).filter((id) => !there.has(id) && !stays(id));
	const kept = Object.entries(before).filter(([id]) => stays(id));
	return {
		fresh,
		over: over.flatMap((id) => partsOf(id)),
		older: lasting.length - fresh.length,
		told: Object.fromEntries([...kept, ...lasting.map((one): [string, string] => [idOf(one), valuesOf(one)])]),
	};
}

function idOf({ kind, state, field, key }: Difference): string {
	return [kind, state, field, key].join('|');
}

function partsOf(id: string): Array<Pick<Difference, 'kind' | 'key' | 'field'>> {
	const [first, state, field = '', ...rest] = id.split('|');
	const kind = RECONCILED.find((one) => one === first);
	return kind === undefined || !STATES.some((one) => one === state) ? [] : [{ kind, field, key: rest.join('|') }];
}

function valuesOf({ moment, uniconta }: Difference): string {
	return createHash('sha256')
		.update(JSON.stringify([moment, uniconta]))
		.digest('hex')
		.slice(0, 8);
}
