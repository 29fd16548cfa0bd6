import { ApiError, asApiError } from '../../http/errors';
import { idIn, type RowWriter } from '../records/activities';
import { valueAt, type JsonRecord } from '../api/reading';
import { unless } from '../api/refusals';
import type { ExpenseBook } from './book';
import {
	EXPENSE_FIELD_NAMES,
	FIELD_WORDS,
	isAboutMissingValue,
	isAboutUnknownField,
	type ExpenseField,
	type ExpenseNames,
} from './names';
import { bodyOf, holds, type WantedExpense } from './record';

/** A list may show a new record a moment later than the record itself is there. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1000;

/**
 * Writes expenses one by one. The first one of a run is read back: a server may ignore a field name it does not know,
 * and an expense whose reference was ignored would be imported again on every run.
 */
export class ExpenseWriter {
	private proven = false;
	private blocked: ApiError | undefined;
	/** Fields that Moment was given and does not show. */
	readonly lacking = new Set<ExpenseField>();

	constructor(
		private readonly source: RowWriter,
		private readonly book: ExpenseBook,
		private readonly names: ExpenseNames,
	) {}

	/** Whether nothing can be created in this run, because it could not be found again. */
	get isBlocked(): boolean {
		return this.blocked !== undefined;
	}

	/** Gives back the id. @throws ApiError; after an unclear answer only where Moment does not show the expense */
	async create(wanted: WantedExpense): Promise<string> {
		if (this.blocked !== undefined) throw this.blocked;
		const id = await this.post(wanted);
		if (!this.proven) await this.prove(id, wanted);
		return id;
	}

	/** Changes these fields. @throws ApiError */
	async change(id: string, wanted: WantedExpense, fields: readonly ExpenseField[]): Promise<void> {
		const body = bodyOf(wanted, fields, this.names);
		const refusal = await this.patch(id, body).catch(asApiError);
		if (refusal === undefined) return;
		if (!refusal.mayHaveHappened) throw refusal;
		const raw = await this.source.getOne(this.book.resource, id);
		if (fields.some((field) => holds(raw, field, wanted, this.names) === 'different')) throw refusal;
	}

	/** Nothing happens where it is gone already. @throws ApiError */
	async remove(id: string): Promise<void> {
		await unless(['notFound'], this.source.remove(this.book.resource, id));
	}

	/**
	 * For one that a look by reference does not show. Where it holds its reference, the list only lags behind; else
	 * Moment keeps another one (cut, say), and it would be imported again on every run.
	 * @throws ApiError where it was taken back
	 */
	async takeBackUnlessKept(id: string, wanted: WantedExpense): Promise<void> {
		const raw = await this.source.getOne(this.book.resource, id);
		if (holds(raw, 'externalReference', wanted, this.names) === 'same') return;
		await this.remove(id);
		throw cannotBeFoundAgain(this.names, this.source.context);
	}

	private async post(wanted: WantedExpense): Promise<string> {
		const answer = await this.postByAnyName(wanted);
		if (answer instanceof ApiError) {
			if (!answer.mayHaveHappened) throw answer;
			return await this.lookedUp(wanted, answer);
		}
		const id = idIn(answer, ['id']);
		return id === '' ? await this.lookedUp(wanted, noId(this.source.context)) : id;
	}

	/** A refusal is no harm: the next name is tried, where the first was only a guess. */
	private async postByAnyName(wanted: WantedExpense): Promise<unknown> {
		for (;;) {
			const answer = await this.source
				.create(this.book.resource, bodyOf(wanted, EXPENSE_FIELD_NAMES, this.names))
				.catch(asApiError);
			if (!(answer instanceof ApiError) || answer.kind !== 'refused' || !this.hasOtherGuess(answer, wanted))
				return answer;
		}
	}

	private hasOtherGuess(refusal: ApiError, { approvalState }: WantedExpense): boolean {
		const words = refusal.body ?? '';
		const field = this.names.namedIn(words, approvalState);
		if (field !== undefined && (isAboutUnknownField(words) || isAboutMissingValue(words)))
			return this.names.ruleOut(field);
		return field === 'approvalState' && this.names.nextStateWord(approvalState);
	}

	/** The id under which Moment has it after all. */
	private async lookedUp(wanted: WantedExpense, doubt: ApiError): Promise<string> {
		const found = await this.book.find([soughtOf(wanted)]);
		const first = found.get(wanted.externalReference)?.[0];
		if (first === undefined) throw doubt;
		return first.id;
	}

	private async prove(id: string, wanted: WantedExpense): Promise<void> {
		await this.mend(id, wanted);
		if (!this.lacking.has('externalReference') && (await this.canBeFound(id, wanted))) {
			this.proven = true;
			return;
		}
		await this.remove(id);
		this.blocked = cannotBeFoundAgain(this.names, this.source.context);
		throw this.blocked;
	}

	/** Fields that were ignored are given once more under their other names. */
	private async mend(id: string, wanted: WantedExpense): Promise<void> {
		const body = bodyOf(wanted, EXPENSE_FIELD_NAMES, this.names);
		const sent = EXPENSE_FIELD_NAMES.filter((field) => bodyHas(body, this.names.of(field)));
		const tried = new Map(sent.map((field) => [field, this.names.of(field)]));
		let raw = await this.source.getOne(this.book.resource, id);
		this.names.learn(raw);
		for (const field of sent) {
			while (holds(raw, field, wanted, this.names) !== 'same') {
				if (this.names.of(field) === tried.get(field) && !this.names.ruleOut(field)) {
					this.lacking.add(field);
					break;
				}
				tried.set(field, this.names.of(field));
				await unless(['refused'], this.patch(id, bodyOf(wanted, [field], this.names)));
				raw = await this.source.getOne(this.book.resource, id);
				this.names.learn(raw);
			}
		}
	}

	private async canBeFound(id: string, wanted: WantedExpense): Promise<boolean> {
		for (let look = 1; look <= LOOKS; look++) {
			if (look > 1) await this.source.sleep(BETWEEN_LOOKS_MS);
			const found = await this.book.find([soughtOf(wanted)]);
			if (found.get(wanted.externalReference)?.some((expense) => expense.id === id) === true) return true;
		}
		return false;
	}

	/** With the version where Moment wants it (MO11). */
	private async patch(id: string, body: JsonRecord): Promise<void> {
		const answer = await this.source.change(this.book.resource, id, body).catch(asApiError);
		if (!(answer instanceof ApiError)) return;
		if (answer.status !== 409) throw answer;
		const { version } = await this.source.getOne(this.book.resource, id);
		await this.source.change(this.book.resource, id, { ...body, version });
	}
}

export function soughtOf({ externalReference, projectId }: WantedExpense): { reference: string; projectId: string } {
	return { reference: externalReference, projectId };
}

function bodyHas(body: JsonRecord, name: string): boolean {
	return valueAt(body, name) !== undefined;
}

function noId(context: string): ApiError {
	return new ApiError(
		`Moment (${context}) did not say under which id it keeps the expense, and does not show it under its reference`,
		{
			system: 'Moment',
			kind: 'unexpected',
			inDoubt: true,
			fix: 'It is looked for again by itself. If it stays so, look at the expenses of the project in Moment.',
		},
	);
}

function cannotBeFoundAgain(names: ExpenseNames, context: string): ApiError {
	const tried = names
		.triedFor('externalReference')
		.map((name) => `"${name}"`)
		.join(', ');
	return new ApiError(
		`Moment (${context}) does not keep the ${FIELD_WORDS.externalReference} of an expense in ${tried}, so that it could not be found again and would be imported twice. The expense was taken back`,
		{
			system: 'Moment',
			kind: 'refused',
			fix: `Look up in Moment's API documentation (Swagger) which field of an expense takes a reference of another system, and enter it in the Moment node under Expense > Options > Field Names: {"externalReference": "<name>"}.`,
		},
	);
}
