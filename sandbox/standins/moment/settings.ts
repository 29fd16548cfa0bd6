import { choice, count, flag, words, type SettingsOf } from '../shared/settings';

/** What the reference (`moment-api.md`) leaves open; the first value is the default. */
export const momentSwitches = {
	customerShape: choice(['flat', 'nested'], '4.1', 'names and form of organisation number, e-mail, phone, fax, web site and address'),
	tagShape: choice(['objects', 'ids', 'onlyByInclude'], '4.1, 4.8, 8 no. 14', '`tags` as objects, as `tagIds`, or as objects only where `/include/…tags` asks for them'),
	dateShape: choice(['iso', 'epoch'], '2, 8 no. 15', 'form of `createdDate` and `lastModifiedDate`'),
	nulls: choice(['sent', 'omitted'], '2', 'whether empty fields are sent as null'),
	versionRequired: flag(false, '2, 8 no. 17', 'PUT and PATCH must echo the current `version`, else 409'),
	rights: choice(['all', 'forbidden', 'emptyLists'], '7', 'what a key without rights sees: everything works, 403, or empty lists and 404'),
	ignoredFilters: words('2, 7', 'filters that have no effect, e.g. `["lastModifiedDateFrom"]`'),
	unknownFilters: choice(['refused', 'ignored'], '2', 'a query parameter that no one has seen: 400, or no effect'),
	dateFromBound: choice(['inclusive', 'exclusive'], '8 no. 5', 'whether `…DateFrom` includes the instant itself'),
	listOrder: choice(['unspecified', 'id'], '7', 'order of a list without `sort`; unspecified rows move when a record changes'),
	defaultPageSize: count(20, '2', 'rows of a page when `size` is not given'),
	maxPageSize: count(500, '2', 'largest page; a larger `size` is cut to it without a word'),
	webhooksToLose: count(0, '5, 8 no. 3', 'so many of the next webhooks are never sent'),
	webhookCopies: count(1, '5, 7', 'how often each webhook is sent, all at once'),
	webhookDelayMs: count(0, '5', 'how long a webhook waits after the change'),
	updateEvent: choice(['UPDATE', 'CREATE_NEW', 'CHANGED'], '5', 'event text of a change; only `CREATE_NEW` is confirmed'),
} as const;

export type MomentSettings = SettingsOf<typeof momentSwitches>;
