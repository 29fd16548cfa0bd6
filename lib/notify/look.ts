import { DIGEST_KEY } from '../state/digestState';
import { sayOnce } from '../state/sayOnce';
import type { Condition, TableStep, TableStore } from '../state/store';
import { StoreTrouble } from '../state/storeTrouble';
import { cell, tablesTrouble, type TableRow } from '../state/tables';
import { digest, watch, type Digest, type Watch } from './digest';
import type { MailPlaces } from './mail';
import { NOBODY } from './sent';

export interface LookInput {
	/** Milliseconds since 1970. */
	now: number;
	/** A person asked: everything is looked at, whatever the clock says. */
	byHand: boolean;
	/** n8n's id of the execution. */
	execution: string;
	places: MailPlaces;
	/** The tables could not be used when they were tried last: they are proved before anything is said of them. */
	inDoubt: boolean;
	/** Told as soon as the settings are read. */
	onSettings(settings: readonly TableRow[]): void;
}

/** What a look has come to. */
export interface News {
	/** To be called now; `''` when there is none, or when a template has gone silent. */
	heartbeatUrl: string;
	/** To be sent by this run, which has taken the turn. */
	mail?: Pick<Digest, 'subject' | 'html' | 'text' | 'to' | 'cursor'>;
	/** The addresses of Moment's users are to be asked for; what the digest's row held. */
	askUsersAt?: string;
}

const own: Condition = { column: 'key', value: DIGEST_KEY };
/** The row that remembers, as long as it is what was read: of two runs at once only one changes it. */
const ownAsRead = (held: string): Condition[] => [own, { column: 'value', value: held }];

/**
 * Looks for what somebody is to be told. Most minutes end after two small reads; every five minutes, and when the log
 * has a new row, all of it is looked at.
 * @throws StoreTrouble when the tables cannot be read or written
 */
export async function lookForNews(store: TableStore, input: LookInput): Promise<News> {
	const settings = (await store.call([{ do: 'get', as: 'settings', table: 'settings' }])).rows('settings');
	input.onSettings(settings);
	const seen = watch(settings, input.now);
	const heartbeatUrl = seen.heartbeatUrl;
	if (!seen.begun) {
		const set = { key: DIGEST_KEY, value: '{}' };
		await store.call([{ do: 'upsert', table: 'settings', where: [own], set }]);
		return { heartbeatUrl };
	}
	const mail = (await isNews(store, seen, input)) ? await compose(store, settings, seen, input) : undefined;
	if (mail !== undefined) return { heartbeatUrl, mail };
	return seen.askUsers ? { heartbeatUrl, askUsersAt: seen.held } : { heartbeatUrl };
}

async function isNews(store: TableStore, { look, row, held }: Watch, input: LookInput): Promise<boolean> {
	if (look || input.byHand || input.inDoubt) await prove(store, held);
	if (look || input.byHand) return true;
	const where: Condition[] = [{ column: 'id', is: 'gt', value: row }];
	const answer = await store.call([{ do: 'get', as: 'newer', table: 'log', where, limit: 1 }]);
	return answer.rows('newer').length > 0;
}

/** Whether the tables take a row: runs that find them full can tell nobody. */
async function prove(store: TableStore, held: string): Promise<void> {
	const proof: TableStep = { do: 'update', table: 'settings', where: ownAsRead(held), set: { value: held } };
	const trouble = tablesTrouble((await store.call([{ do: 'tables' }, proof])).tables);
	// What the log can say is told as any other finding.
	if (trouble?.isLog === true) throw new StoreTrouble(trouble.message, trouble.fix);
}

/** Reads everything and decides what is to be said; undefined where nothing is, or another run says it. */
async function compose(
	store: TableStore,
	settings: readonly TableRow[],
	{ held }: Watch,
	{ now, execution, places }: LookInput,
): Promise<News['mail']> {
	// The inbox first: the log is written before it, and so is never behind.
	const answer = await store.call([
		{ do: 'get', as: 'inbox', table: 'inbox' },
		{ do: 'get', as: 'log', table: 'log' },
	]);
	const made = digest({ log: answer.rows('log'), inbox: answer.rows('inbox'), settings, now, places });
	const { send, nobody, remember, subject, html, text, to, cursor, claim } = made;
	const remembered = (value: string): TableStep => ({
		do: 'update',
		as: 'turn',
		table: 'settings',
		where: ownAsRead(held),
		set: { value },
	});
	if (send) {
		const isOurTurn = (await store.call([remembered(claim)])).rows('turn').length > 0;
		return isOurTurn ? { subject, html, text, to, cursor } : undefined;
	}
	if (nobody) {
		const saying = { area: 'all', entity: 'mail', outcome: 'unsent', ...NOBODY, hours: 24 } as const;
		await sayOnce(store, saying, { now, execution }, []);
	} else if (remember) await store.call([remembered(cursor)]);
	return undefined;
}

/**
 * The tables as they are to be used here: whatever keeps a call from being carried out is a {@link StoreTrouble}, which
 * can be told without them.
 */
export function tellingTrouble(store: TableStore): TableStore {
	return {
		call: async (steps) =>
			await store.call(steps).catch((caught: unknown) => {
				throw troubleIn(caught);
			}),
	};
}

function troubleIn(caught: unknown): StoreTrouble {
	if (caught instanceof StoreTrouble) return caught;
	return new StoreTrouble(
		`n8n's Data Tables cannot be used: ${caught instanceof Error ? caught.message : String(caught)}`,
		'Look whether n8n and its database run as they should, and open the last executions of the templates in n8n. What waits is done by the next run that gets through.',
	);
}

/** Settings that were there and are gone: nothing runs any more, and nothing else says so. */
export function emptiedSettings(settings: readonly TableRow[]): StoreTrouble | undefined {
	if (settings.some((row) => cell(row, 'key') !== DIGEST_KEY)) return undefined;
	return new StoreTrouble(
		'The Data Table moment_uniconta_settings was deleted or emptied, so nothing is transferred.',
		'Open the set-up form, choose everything anew and save. What changed in Moment meanwhile is then found by a comparison.',
	);
}
