import { DIGEST_KEY } from '../state/digestState';
import { cellsOf, type TableStep, type TableStore } from '../state/store';
import type { News } from './look';
import {
	afterSending,
	recipients,
	withAddresses,
	type Delivery,
	type Letter,
	type Recipients,
	type UserSource,
} from './sent';

/** What *Look for News* found: a mail to be sent, or that the addresses of Moment's users are to be kept. */
export type ToTell =
	| { about: 'findings'; mail: NonNullable<News['mail']> }
	/** `held`: what the digest's row held. */
	| { about: 'addresses'; held: string };

/** A mail to one address, with what is remembered when it is out. */
export interface SendableLetter extends Letter, Pick<Recipients, 'cursor' | 'missing'> {}

export interface Run {
	/** Milliseconds since 1970. */
	now: number;
	/** n8n's id of the execution. */
	execution: string;
}

/** One letter for each recipient; none where only addresses are kept, or where nobody's is known, which the log says. */
export async function writeLetters(
	store: TableStore,
	toTell: ToTell,
	users: readonly UserSource[] | undefined,
	run: Run,
): Promise<SendableLetter[]> {
	const settings = (await store.call([{ do: 'get', as: 'settings', table: 'settings' }])).rows('settings');
	if (toTell.about === 'addresses') {
		const where = [
			{ column: 'key', value: DIGEST_KEY },
			{ column: 'value', value: toTell.held },
		];
		const set = { value: withAddresses(settings, users, run.now) };
		await store.call([{ do: 'update', table: 'settings', where, set }]);
		return [];
	}
	const { letters, cursor, missing } = recipients(toTell.mail, settings, users);
	if (letters.length === 0) await noteDeliveries(store, { deliveries: [], cursor, missing }, run);
	return letters.map((letter) => ({ ...letter, cursor, missing }));
}

/** Remembers what was told where it reached somebody, and logs whom it did not reach. */
export async function noteDeliveries(
	store: TableStore,
	{ deliveries, cursor, missing }: { deliveries: readonly Delivery[] } & Pick<Recipients, 'cursor' | 'missing'>,
	run: Run,
): Promise<{ sent: number; refused: number }> {
	const said = await store.call([
		{ do: 'get', as: 'mails', table: 'log', where: [{ column: 'entity', value: 'mail' }] },
	]);
	const { sent, rows } = afterSending({ deliveries, missing, log: said.rows('mails'), ...run });
	const steps: TableStep[] = [];
	const own = { key: DIGEST_KEY, value: cursor };
	if (sent) steps.push({ do: 'upsert', table: 'settings', where: [{ column: 'key', value: DIGEST_KEY }], set: own });
	if (rows.length > 0) steps.push({ do: 'insert', table: 'log', rows: rows.map(cellsOf) });
	if (steps.length > 0) await store.call(steps);
	const refused = deliveries.filter(({ refusal }) => refusal !== '').length;
	return { sent: deliveries.length - refused, refused };
}
