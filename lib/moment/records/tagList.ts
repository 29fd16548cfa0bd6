import { z } from 'zod';
import { TAG_FIELDS } from '../api/fields';
import { isRecord, mentions, textSchema, type JsonRecord } from '../api/reading';
import { pick } from '../api/recordReading';

export const tagSchema = z.object({
	id: textSchema,
	name: textSchema,
	code: textSchema,
	tagGroupId: textSchema,
	tagGroupName: textSchema,
});

export type MomentTag = z.infer<typeof tagSchema>;

/** The tags of a record as they came, with what the answer left open about them. */
export interface TagListReading {
	/** For the schema; what is no list is left for it to refuse. */
	tags: unknown;
	/** Whether the answer had a list of tags at all; without one it may have to be asked for by name. */
	hasTagList: boolean;
	/** Whether every tag came with its group and its code, so that no list has to be looked up. */
	tagsComplete: boolean;
}

/** @param names where the list may be, from the table of names */
export function readTagList(raw: JsonRecord, names: readonly string[]): TagListReading {
	const list = firstTagList(raw, names);
	return {
		tags: Array.isArray(list) ? list.map(tagValues) : (list ?? []),
		hasTagList: list !== undefined,
		tagsComplete: !Array.isArray(list) || list.every(isCompleteTag),
	};
}

/**
 * The first list that is there; `null` counts as an empty one, and one that is no list is left for the schema to
 * refuse.
 */
function firstTagList(raw: JsonRecord, names: readonly string[]): unknown {
	for (const name of names) {
		const value = raw[name];
		if (value === null) return [];
		if (value !== undefined) return value;
	}
	return undefined;
}

/** A tag may come as an object, as an id, or, seen in no answer yet, by its name. */
function tagValues(element: unknown): unknown {
	if (isRecord(element)) return pick(element, TAG_FIELDS);
	if (typeof element === 'string' && !/^\d+$/.test(element)) return { name: element };
	return typeof element === 'object' ? element : { id: element };
}

function isCompleteTag(element: unknown): boolean {
	return isRecord(element) && mentions(element, TAG_FIELDS.code) && mentions(element, TAG_FIELDS.tagGroupId);
}
