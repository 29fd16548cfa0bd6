import { ApiError, asApiError } from '../../http/errors';
import { keyAt } from '../api/entity';
import { ACTIVITY_FIELDS, FILTERS, RESOURCES } from '../api/fields';
import { pages, type GetPage, type ListRequest } from '../api/paging';
import type { JsonRecord } from '../api/reading';
import { ifUnderstood, unless } from '../api/refusals';

/** What the user sees as an activity: a `projectExtension` (MO14). */
export interface Activity {
	id: string;
	projectId: string;
	name: string;
	state: string;
}

/** The calls that lists of one resource and single records of it need. */
export interface RowWriter {
	getPage: GetPage;
	/** Largest page. */
	pageSize: number;
	getOne(resource: string, id: string): Promise<JsonRecord>;
	/** The answer's body, whatever it is. */
	create(resource: string, body: JsonRecord): Promise<unknown>;
	change(resource: string, id: string, body: JsonRecord): Promise<unknown>;
	remove(resource: string, id: string): Promise<void>;
	sleep(milliseconds: number): Promise<void>;
	/** Whether the run's time is nearly over: what is left of it is for looking at what was done. */
	isLate(): boolean;
	/** For messages: `company 'acme'`. */
	context: string;
}

/** Above so many projects one pass over all activities is tried first. */
const MANY = 10;

/** The activities of projects, by name. One instance per run: each is looked up, and created, once. */
export class Activities {
	private readonly byProject = new Map<string, Activity[]>();
	private readonly asked = new Map<string, Promise<{ activity: Activity; created: boolean }>>();
	private filterIgnored = false;

	constructor(private readonly source: RowWriter) {}

	/** Reads the activities of many projects in few calls, where that is cheaper. */
	async prepare(projectIds: readonly string[]): Promise<void> {
		const open = new Set(projectIds.filter((id) => !this.byProject.has(id)));
		if (open.size <= MANY) return;
		const request = this.request({});
		const first = await this.source.getPage(request, 0);
		if ((first.totalPages ?? Number.POSITIVE_INFINITY) <= open.size) await this.readAll(open);
	}

	/**
	 * The one of that name: an open one before a closed one, the lowest id first. Spaces around it and case do not
	 * matter.
	 */
	async find(projectId: string, name: string): Promise<Activity | undefined> {
		return named(await this.of(projectId), name)[0];
	}

	/**
	 * @throws ApiError when Moment refuses the name, or does not answer; the same again for the same project and name
	 */
	async getOrCreate(projectId: string, name: string): Promise<{ activity: Activity; created: boolean }> {
		const key = `${projectId}/${comparable(name)}`;
		const asked = this.asked.get(key) ?? this.findOrCreate(projectId, name.trim());
		this.asked.set(key, asked);
		return await asked;
	}

	private async findOrCreate(projectId: string, name: string): Promise<{ activity: Activity; created: boolean }> {
		const before = await this.find(projectId, name);
		if (before !== undefined) return { activity: before, created: false };
		const own = await this.create(projectId, name);
		// Another run may have created it in the same moment: both look again, and both take the lowest.
		const [lowest] = await this.look(projectId, name);
		if (lowest === undefined && own === '') throw lost(name, this.source.context);
		const activity = lowest ?? { id: own, projectId, name, state: '' };
		if (own !== '' && activity.id !== own) await this.drop(own);
		return { activity, created: activity.id === own };
	}

	/** The id of the new one; `''` where the answer did not say. */
	private async create(projectId: string, name: string): Promise<string> {
		const body = { [ACTIVITY_FIELDS.projectId[0]]: Number(projectId), [ACTIVITY_FIELDS.name[0]]: name };
		const answer = await this.source.create(RESOURCES.projectExtensions, body).catch(asApiError);
		if (!(answer instanceof ApiError)) return idIn(answer, ACTIVITY_FIELDS.id);
		if (answer.mayHaveHappened && (await this.look(projectId, name)).length > 0) return '';
		throw answer;
	}

	private async drop(id: string): Promise<void> {
		// One too many does no harm: the lowest is taken from now on.
		await unless(
			['notFound', 'refused', 'forbidden', 'noAnswer', 'unexpected', 'busy'],
			this.source.remove(RESOURCES.projectExtensions, id),
		);
	}

	private async look(projectId: string, name: string): Promise<Activity[]> {
		this.byProject.delete(projectId);
		return named(await this.of(projectId), name);
	}

	private async of(projectId: string): Promise<readonly Activity[]> {
		const known = this.byProject.get(projectId);
		if (known !== undefined) return known;
		const found = this.filterIgnored ? undefined : await this.byFilter(projectId);
		if (found === undefined) await this.readAll(new Set([projectId]));
		else this.byProject.set(projectId, found);
		return this.byProject.get(projectId) ?? [];
	}

	/** Undefined where the filter does nothing (MO7). */
	private async byFilter(projectId: string): Promise<Activity[] | undefined> {
		const request = this.request({ [FILTERS.ofProject]: projectId });
		const first = await ifUnderstood(this.source.getPage(request, 0));
		this.filterIgnored =
			first === undefined || first.rows.some((row) => keyAt(row, ACTIVITY_FIELDS.projectId) !== projectId);
		if (first === undefined || this.filterIgnored) return undefined;
		const activities: Activity[] = [];
		for await (const page of pages(
			async (asked, at) => (at === 0 ? first : await this.source.getPage(asked, at)),
			request,
		))
			activities.push(...page.rows.map(activityOf));
		const own = activities.filter((activity) => activity.projectId === projectId);
		// A first page of nothing else may be chance.
		this.filterIgnored = own.length < activities.length;
		return own;
	}

	/** One pass over everything. Rows of projects that nobody asked for are kept too, where there are none yet. */
	private async readAll(wanted: ReadonlySet<string>): Promise<void> {
		const read = new Map<string, Activity[]>([...wanted].map((id) => [id, []]));
		for await (const { rows } of pages(this.source.getPage, this.request({}))) {
			for (const activity of rows.map(activityOf))
				read.set(activity.projectId, [...(read.get(activity.projectId) ?? []), activity]);
		}
		for (const [id, activities] of read)
			if (wanted.has(id) || !this.byProject.has(id)) this.byProject.set(id, activities);
	}

	private request(query: Record<string, string>): ListRequest {
		return { path: [RESOURCES.projectExtensions], query, pageSize: this.source.pageSize };
	}
}

/** The id in the answer to a create; `''` where there is none. */
export function idIn(body: unknown, names: readonly string[]): string {
	if (typeof body === 'number' || (typeof body === 'string' && /^\d+$/.test(body.trim()))) return String(body).trim();
	return typeof body === 'object' && body !== null ? keyAt({ ...body }, names) : '';
}

function activityOf(row: JsonRecord): Activity {
	return {
		id: keyAt(row, ACTIVITY_FIELDS.id),
		projectId: keyAt(row, ACTIVITY_FIELDS.projectId),
		name: keyAt(row, ACTIVITY_FIELDS.name),
		state: keyAt(row, ACTIVITY_FIELDS.state),
	};
}

function named(activities: readonly Activity[], name: string): Activity[] {
	const closed = ({ state }: Activity): number => (/^closed$/i.test(state) ? 1 : 0);
	return activities
		.filter((activity) => comparable(activity.name) === comparable(name))
		.sort((a, b) => closed(a) - closed(b) || Number(a.id) - Number(b.id));
}

function comparable(name: string): string {
	return name.normalize('NFC').trim().toLowerCase();
}

function lost(name: string, context: string): ApiError {
	return new ApiError(`Moment (${context}) took the activity "${name}", but it cannot be found there`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: 'It is looked for again by itself. If it stays so, look at the activities of the project in Moment.',
	});
}
