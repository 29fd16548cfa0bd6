import type { Finding } from '../core/finding';
import { CODE_LENGTH } from '../core/keys';

/** A tag of a Moment record, resolved to its group. */
export interface Tag {
	name: string;
	/** `''` where the tag has none. */
	code: string;
	tagGroupId: string;
	tagGroupName: string;
}

/** The tag group chosen in the settings: by id or by name, with a name for messages. */
export interface TagGroupChoice {
	/** Id or name of the tag group. */
	value: string;
	/** What the person knows it as; filled from the tags where it is blank. */
	name?: string;
}

/**
 * The code of the one tag in the chosen group (M2, M6). No tag, two tags and a tag without code are findings that name
 * the record and the group; there is never a guess.
 */
export function codeOfOneTag(
	tags: readonly Tag[],
	group: TagGroupChoice,
	who: string,
): { code: string; findings: Finding[] } {
	const mine = tagsOfGroup(tags, group.value);
	const groupName = group.name || mine[0]?.tagGroupName || group.value;
	const refuse = (value: string, message: string, fix: string): { code: string; findings: Finding[] } => ({
		code: '',
		findings: [{ level: 'error', field: `Tag group "${groupName}"`, value, message, fix }],
	});
	const [tag, second] = mine;
	if (tag === undefined) {
		return refuse(
			'',
			`${who} has no tag in the tag group "${groupName}".`,
			// A tag group that was deleted after the set-up looks the same from here.
			`Open it in Moment and choose one tag in "${groupName}". If many are refused for this, the set-up form says whether Moment still has that tag group.`,
		);
	}
	if (second !== undefined) {
		const names = mine.map(({ name }) => name).join(', ');
		return refuse(
			names,
			`${who} has ${mine.length} tags in the tag group "${groupName}" (${names}); there must be exactly one.`,
			`Open it in Moment and leave one tag in "${groupName}".`,
		);
	}
	if (tag.code.trim() === '') {
		return refuse(
			tag.name,
			`${who} has the tag "${tag.name}" in the tag group "${groupName}", and that tag has no code.`,
			`Give the tag "${tag.name}" a code in Moment: Setup > Tags. Then run Compare Everything Now, or wait for the night.`,
		);
	}
	if (tag.code.trim().length > CODE_LENGTH) {
		return refuse(
			tag.code,
			`${who} has the tag "${tag.name}" with the code "${tag.code}"; Uniconta's codes have at most ${CODE_LENGTH} characters.`,
			`Correct the code of the tag "${tag.name}" in Moment: Setup > Tags. Then run Compare Everything Now, or wait for the night.`,
		);
	}
	return { code: tag.code.trim(), findings: [] };
}

/** The tags of a group, chosen by id or by name. */
export function tagsOfGroup(tags: readonly Tag[], group: string): Tag[] {
	return tags.filter((tag) => tag.tagGroupId === group || sameName(tag.tagGroupName, group));
}

function sameName(a: string, b: string): boolean {
	return a.trim() !== '' && a.trim().toLowerCase() === b.trim().toLowerCase();
}
