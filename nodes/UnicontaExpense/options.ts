import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../shared/parameters';
import { ifSaved, unlessSaved } from '../shared/savedSettings';
import { unicontaOptionsField } from '../shared/unicontaConnection';

const lookBackOption: INodeProperties = {
	displayName: 'Look Back (Days)',
	name: 'lookBackDays',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 366 },
	default: 30,
	description:
		'So far back every run looks for postings that were cancelled or deleted meanwhile. Where Uniconta does not show when something was posted, bills dated so long before the start date still come.',
};

const againOption: INodeProperties = {
	displayName: 'Give Again',
	name: 'again',
	type: 'json',
	default: '[]',
	description:
		'References of postings that came before and did not become expenses, as a JSON list or an expression that gives one: they come again if they were posted within the look-back, so that what was mended meanwhile gets through',
};

const onlyNewOption: INodeProperties = {
	displayName: 'Only What Is New',
	name: 'onlyNew',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave out the look back: a run with nothing new is then one call. What was cancelled or deleted, what is to be given again and a start date that was set back are seen by the next run without this.',
};

const ofEvery = unicontaOptionsField.options ?? [];

/** The options of every Uniconta node; for new postings the look-back too. What a run decides is not asked for. */
export const optionsFields: INodeProperties[] = [
	...shownFor({ operation: 'getNewPostings' }, [
		...unlessSaved([
			{ ...unicontaOptionsField, options: [againOption, lookBackOption, onlyNewOption, ...ofEvery] },
		]),
		...ifSaved([{ ...unicontaOptionsField, options: [lookBackOption, ...ofEvery] }]),
	]),
	{ ...unicontaOptionsField, displayOptions: { hide: { operation: ['getNewPostings'] } } },
];
