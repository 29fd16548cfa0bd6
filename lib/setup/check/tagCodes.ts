import { setupRow, type SetupArea, type SetupRow } from './row';
import { CODE_LENGTH } from '../../core/keys';
import { tagsOfGroup, type Tag } from '../../mapping/tags';
import type { UnicontaRow } from '../../uniconta/api/rows';
import { notGiven, type MomentGiven } from './given';
import { byCode, type Reading } from './reader';
import { named, unread, type SetupContext } from './context';

const WHERE_TAGS = 'Setup > Tags in Moment';

export interface TagCodeCheck {
	area: SetupArea;
	/** What the codes are in Uniconta, in the plural: `Customer groups`. */
	check: string;
	/** Whose tags they are: `customers`. */
	records: string;
	/** Id or name of the tag group; `''`: none is chosen, which the settings say already. */
	group: string;
	groupName: string;
	list: { type: string; key: string };
	/** What is wrong with a code, as the end of a sentence that begins with its tag. */
	trouble(code: string, rows: ReadonlyMap<string, UnicontaRow>): ReadonlyArray<{ says: string; fix: string }>;
}

/**
 * Whether every code of the chosen tag group stands for something in Uniconta (M2, M6, M11, M12), and which tags have
 * no code.
 */
export async function tagCodeRows(
	{ reader, tags, moment: { tagGroups } }: SetupContext,
	wanted: TagCodeCheck,
): Promise<SetupRow[]> {
	const { area, check, group } = wanted;
	if (group === '') return [];
	const mine = tagsOfGroup(tags ?? [], group);
	const groupName = wanted.groupName || mine[0]?.tagGroupName || group;
	const expected = `every code in the tag group "${groupName}" exists in Uniconta`;
	if (tags === undefined) return [notGiven(area, check, 'tags', { expected })];
	if (mine.length === 0) {
		const said = isGone(group, tagGroups) ? groupGone(group, groupName) : groupEmpty(groupName);
		return [setupRow(area, check, 'missing', { ...said, expected })];
	}
	const codes = [...new Set(mine.map(({ code }) => code.trim()).filter((code) => code !== ''))];
	return [
		...(await codeRows(reader.list(wanted.list.type, wanted.list.key), wanted, {
			codes,
			expected,
			tagsOf: (code) => mine.filter((tag) => tag.code.trim() === code).map(({ name }) => name),
		})),
		...withoutCode(mine, groupName, wanted),
	];
}

/** Whether Moment, which showed its tag groups, has this one no longer. */
function isGone(group: string, tagGroups: MomentGiven['tagGroups']): boolean {
	if (tagGroups === undefined || 'trouble' in tagGroups) return false;
	return !tagGroups.rows.some(({ id, name }) => [id, name].some((one) => one.toLowerCase() === group.toLowerCase()));
}

function groupGone(group: string, groupName: string): Pick<SetupRow, 'found' | 'fix'> {
	return {
		found: `the tag group "${groupName}"${groupName === group ? '' : ` (${group})`} is no longer in Moment`,
		fix: `Choose another tag group in the set-up form, or make it again (${WHERE_TAGS}) and choose the new one.`,
	};
}

function groupEmpty(groupName: string): Pick<SetupRow, 'found' | 'fix'> {
	return {
		found: `no tags in the tag group "${groupName}"`,
		fix: `Give the tag group tags with codes (${WHERE_TAGS}), or choose another tag group in the set-up form.`,
	};
}

function withoutCode(tags: readonly Tag[], groupName: string, { area, check, records }: TagCodeCheck): SetupRow[] {
	const names = tags.filter(({ code }) => code.trim() === '').map(({ name }) => name);
	if (names.length === 0) return [];
	return [
		setupRow(area, `${check}: tags without code`, 'warning', {
			found: named(names.map((name) => `"${name}"`)),
			expected: `a code on every tag in the tag group "${groupName}"`,
			fix: `Give each a code: ${WHERE_TAGS}. Until then ${records} with such a tag are refused.`,
		}),
	];
}

interface GroupCodes {
	codes: readonly string[];
	expected: string;
	tagsOf(code: string): string[];
}

async function codeRows(
	reading: Promise<Reading>,
	{ area, check, list, trouble }: TagCodeCheck,
	{ codes, expected, tagsOf }: GroupCodes,
): Promise<SetupRow[]> {
	const read = await reading;
	const rows = byCode(read, list.key);
	if (rows === undefined) return 'trouble' in read ? [unread(area, check, read.trouble)] : [];
	const found = codes.flatMap((code) => {
		const names = tagsOf(code);
		const who = `${names.length === 1 ? 'Tag' : 'Each of the tags'} ${names.map((name) => `"${name}"`).join(', ')}`;
		const wrong =
			code.length > CODE_LENGTH
				? [
						{
							says: `has the code "${code}"; Uniconta's codes have at most ${CODE_LENGTH} characters`,
							fix: `Correct the code: ${WHERE_TAGS}.`,
						},
					]
				: trouble(code, rows);
		return wrong.map(({ says, fix }) =>
			setupRow(area, `${check}: ${code}`, 'missing', { found: `${who} ${says}.`, expected, fix }),
		);
	});
	if (found.length > 0 || codes.length === 0) return found;
	return [setupRow(area, check, 'ok', { found: named(codes), expected })];
}
