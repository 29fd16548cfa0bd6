import { Breaker } from '../../http/breaker';
import { asApiError, type ApiError } from '../../http/errors';
import { stopsTheRun } from '../api/batch';
import type { UnicontaClient } from '../api/client';
import type { UnicontaRow } from '../api/rows';
import { compareTask } from './compareTask';
import type { EntityDefinition } from './entity';
import { readExisting, type Existing } from './existing';
import { SeenDialect } from './seenDialect';
import { fail, type Task } from './task';

/**
 * So many records in a row without a clear answer, and Uniconta itself is in trouble: the run ends, instead of asking
 * about every record (G8). Lists do not count, because one bad row makes every list fail that it is in.
 */
const UNANSWERED = 3;

/** Where the records of a run are written, and what has been seen on the way. */
export class WriteRun {
	readonly breaker = new Breaker(UNANSWERED);
	readonly dialect: SeenDialect;

	constructor(
		readonly client: UnicontaClient,
		readonly definition: EntityDefinition,
		readonly type: string,
		readonly existing: Existing,
	) {
		this.dialect = new SeenDialect(definition, existing.dialect);
	}

	/** The record's row, asked for by its number. */
	async find({ record }: Task): Promise<UnicontaRow | undefined> {
		return (await this.client.find(this.type, this.definition.key, record.key))[0];
	}

	/**
	 * The record's row after a write that failed; undefined when it is not there, an error when that cannot be told.
	 */
	async look(task: Task): Promise<UnicontaRow | ApiError | undefined> {
		return await this.find(task).catch(asApiError);
	}

	/** Reads the rows of these tasks again. */
	async read(tasks: readonly Task[]): Promise<Existing> {
		const keys = tasks.map(({ record }) => record.key);
		return await readExisting(this.client, this.definition, this.type, keys);
	}

	compare(task: Task, row: UnicontaRow): void {
		compareTask(task, row, this.definition, this.existing.longest);
	}

	giveUp(task: Task, error: ApiError): void {
		if (error.mayHaveHappened) this.breaker.count(error);
		else this.breaker.reset();
		if (stopsTheRun(error)) this.breaker.trip(error);
		this.fail([task], error);
	}

	fail(tasks: readonly Task[], error: ApiError): void {
		for (const task of tasks) fail(task, error, this.definition);
	}
}

/**
 * Whether a refusal may be due to the form of a label or a country rather than to the record; some servers refuse with
 * a 500 and a sentence.
 */
export function mayBeTheForm(error: ApiError): boolean {
	if (error.kind === 'unexpected') return error.status === 500 && (error.body ?? '') !== '';
	return (
		error.kind === 'refused' &&
		(error.code === undefined || error.code === 'FieldHasinvalidValue' || error.code === 'CountryNotSet')
	);
}
