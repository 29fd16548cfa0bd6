import type { MomentTag, MomentTagGroup } from './records';
import { unless } from '../api/refusals';

/** What the book reads from: each is called once at most. */
export interface TagSource {
	tags(): Promise<MomentTag[]>;
	tagGroups(): Promise<MomentTagGroup[]>;
}

/**
 * Fills in what an answer left out of a record's tags: name, code and group (MO20). The lists are read once,
 * and only when a record needs them.
 */
export class TagBook {
	private tagsById: Promise<Map<string, MomentTag>> | undefined;
	private groupNames: Promise<Map<string, string>> | undefined;

	constructor(private readonly source: TagSource) {}

	/** @param complete whether every tag came with its group and its code, so that no list has to be looked up */
	async resolve(tags: readonly MomentTag[], complete: boolean): Promise<MomentTag[]> {
		if (tags.length === 0) return [];
		return await this.nameGroups(complete ? tags : await this.lookUp(tags));
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
		const groups = (await unless(['forbidden', 'notFound'], this.source.tagGroups())) ?? [];
		return new Map(groups.map(({ id, name }) => [id, name]));
	}
}

function onlyOneCalled(name: string, tags: Map<string, MomentTag>): MomentTag | undefined {
	const [first, second] = [...tags.values()].filter((tag) => tag.name === name);
	return second === undefined ? first : undefined;
}
