import { FEW } from '../api/entitiesById';
import { keyAt } from '../api/entity';
import { FILTERS, MEMBERSHIP_FIELDS, RESOURCES } from '../api/fields';
import { pages, type GetPage, type ListRequest } from '../api/paging';
import type { JsonRecord } from '../api/reading';
import { ifAllowed } from '../api/refusals';

/** Who has which part in a project (MO22). */
export interface Membership {
	id: string;
	userAccountId: string;
	userName: string;
	employeeNumber: string;
	role: string;
}

type ByProject = ReadonlyMap<string, Membership[]>;

const NONE: ByProject = new Map();
/** More memberships than fit on so many pages are not read to learn of a few projects' managers. */
const MOST_PAGES = 10;

/**
 * The active members of projects. A filter by project is not proven (MO7), so either it works, or the whole
 * list is read where that is cheap; else there are none. Which of them it is does not depend on how many projects are
 * asked for, so that a project never looks different in a long run.
 */
export class Memberships {
	private whole: Promise<ByProject> | undefined;
	private filterWorks: boolean | undefined;

	constructor(
		private readonly getPage: GetPage,
		private readonly pageSize: number,
	) {}

	async of(projectIds: readonly string[]): Promise<ByProject> {
		if (projectIds.length > FEW || this.whole !== undefined || this.filterWorks === false) return await this.all();
		const found = new Map<string, Membership[]>();
		for (const id of projectIds) {
			const members = await this.byFilter(id);
			if (members === undefined) return await this.all();
			found.set(id, members);
		}
		return found;
	}

	/** Undefined where the filter does nothing. */
	private async byFilter(projectId: string): Promise<Membership[] | undefined> {
		const request = this.request({ [FILTERS.ofProject]: projectId });
		const first = await ifAllowed(this.getPage(request, 0));
		this.filterWorks = first?.rows.every((row) => keyAt(row, MEMBERSHIP_FIELDS.projectId) === projectId) ?? false;
		if (first === undefined || !this.filterWorks) return undefined;
		const rows: JsonRecord[] = [];
		for await (const page of pages(
			async (asked, at) => (at === 0 ? first : await this.getPage(asked, at)),
			request,
		))
			rows.push(...page.rows);
		return membersIn(rows).get(projectId) ?? [];
	}

	private async all(): Promise<ByProject> {
		this.whole ??= this.readAll();
		return await this.whole;
	}

	private async readAll(): Promise<ByProject> {
		let request = this.request({ [FILTERS.membershipState]: 'active' });
		let first = await ifAllowed(this.getPage(request, 0));
		if (first === undefined) {
			request = this.request({});
			first = await ifAllowed(this.getPage(request, 0));
		}
		if (first === undefined) return NONE;
		if ((first.totalPages ?? 1) > MOST_PAGES && !(await this.canFilter(first.rows))) return NONE;
		const known = first;
		const rows: JsonRecord[] = [];
		for await (const page of pages(
			async (asked, at) => (at === 0 ? known : await this.getPage(asked, at)),
			request,
		))
			rows.push(...page.rows);
		return membersIn(rows);
	}

	private async canFilter([row]: readonly JsonRecord[]): Promise<boolean> {
		if (this.filterWorks === undefined && row !== undefined)
			await this.byFilter(keyAt(row, MEMBERSHIP_FIELDS.projectId));
		return this.filterWorks === true;
	}

	private request(query: Record<string, string>): ListRequest {
		return { path: [RESOURCES.projectMemberships], query, pageSize: this.pageSize };
	}
}

function membersIn(rows: readonly JsonRecord[]): Map<string, Membership[]> {
	const found = new Map<string, Membership[]>();
	for (const row of rows) {
		// The filter may be ignored (MO7).
		if (!/^(active)?$/i.test(keyAt(row, MEMBERSHIP_FIELDS.state))) continue;
		const projectId = keyAt(row, MEMBERSHIP_FIELDS.projectId);
		const members = found.get(projectId) ?? [];
		members.push({
			id: keyAt(row, MEMBERSHIP_FIELDS.id),
			userAccountId: keyAt(row, MEMBERSHIP_FIELDS.userAccountId),
			userName: keyAt(row, MEMBERSHIP_FIELDS.userName),
			employeeNumber: keyAt(row, MEMBERSHIP_FIELDS.employeeNumber),
			role: keyAt(row, MEMBERSHIP_FIELDS.role),
		});
		found.set(projectId, members);
	}
	return found;
}
