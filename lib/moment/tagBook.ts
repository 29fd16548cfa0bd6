import { ApiError } from '../http/errors';
import type { CustomerReading, MomentCustomer, MomentTag, MomentTagGroup } from './records';

/** What the book reads from: each is called once at most. */
export interface TagSource {
	tags(): Promise<MomentTag[]>;
	tagGroups(): Promise<MomentTagGroup[]>;
}

/**
 * Fills in what an answer left out of a customer's tags: name, code and group (reference 8.14). The lists are read once,
 * and only when a customer needs them.
 */
export class TagBook {
	private tagsById: Promise<Map<string, MomentTag>> | undefined;
	private groupNames: Promise<Map<string, string>> | undefined;

	constructor(private readonly source: TagSource) {}

	async resolve({ customer, tagsComplete }: CustomerReading): Promise<MomentCustomer> {
		if (customer.tags.length === 0) return customer;
		const tags = tagsComplete ? customer.tags : await this.lookUp(customer.tags);
		return { ...customer, tags: await this.nameGroups(tags) };
	}

	/** The tags with the name of their group, where only its id was known. */
	async nameGroups(tags: readonly MomentTag[]): Promise<MomentTag[]> {
		if (tags.every(({ tagGroupId, tagGroupName }) => tagGroupName !== '' || tagGroupId === '')) return [...tags];
		this.groupNames ??= this.readGroupNames();
		const names = await this.groupNames;
		return tags.map((tag) => ({ ...tag, tagGroupName: tag.tagGroupName || (names.get(tag.tagGroupId) ?? '') }));
	}

	private async lookUp(tags: readonly MomentTag[]): Promise<MomentTag[]> {
		this.tagsById ??= this.readTags();
		const known = await this.tagsById;
		return tags.map((tag) => {
			const found = tag.id === '' ? onlyOneCalled(tag.name, known) : known.get(tag.id);
			if (found === undefined) return tag;
			return {
				id: found.id,
				name: tag.name || found.name,
				code: tag.code || found.code,
				tagGroupId: tag.tagGroupId || found.tagGroupId,
				tagGroupName: tag.tagGroupName || found.tagGroupName,
			};
		});
	}

	private async readTags(): Promise<Map<string, MomentTag>> {
		return new Map((await this.source.tags()).map((tag) => [tag.id, tag]));
	}

	/** The name is only for people: a key that may not read the groups still gets its work done. */
	private async readGroupNames(): Promise<Map<string, string>> {
		const groups = await this.source.tagGroups().catch((caught: unknown): MomentTagGroup[] => {
			if (caught instanceof ApiError && (caught.kind === 'forbidden' || caught.kind === 'notFound')) return [];
			throw caught;
		});
		return new Map(groups.map(({ id, name }) => [id, name]));
	}
}

function onlyOneCalled(name: string, tags: Map<string, MomentTag>): MomentTag | undefined {
	const [first, second] = [...tags.values()].filter((tag) => tag.name === name);
	return second === undefined ? first : undefined;
}
