/**
 * What the reference leaves open, or where it gives more than one answer. Written from the reference alone, and not
 * from the sandbox's stand-in: two authors who assume the same would prove nothing.
 */
export interface Unknowns {
	insertAnswer: 'row' | 'noContent' | 'empty' | 'id' | 'idObject' | 'list';
	insertListAnswer: 'rows' | 'noContent' | 'count' | 'ok';
	/** A list that is refused keeps what came before the bad row. */
	keepsPartOfList: boolean;
	/** How the Web API reads `FilterValue`. */
	webFilter: 'equal' | 'ignored' | 'contains';
	/** Whether `eq` on the OData host is honoured; a server may ignore `$filter`. */
	odataFilter: 'honoured' | 'ignored';
	/** Rows in one answer at most; 0: all of them. */
	pageSize: number;
	skip: 'honoured' | 'ignored' | 'besideTake';
	/**
	 * What the Web API takes in `OrderBy`: a flag on `PropertyName` (16.2), a property's name, nothing at all, or a
	 * flag without effect.
	 */
	orderBy: 'flag' | 'name' | 'refused' | 'ignored';
	identity: 'both' | 'RowId' | 'PrimaryKeyId' | 'PrimaryKey1Id';
	numbers: 'number' | 'text';
	invoiceNumber: 'number' | 'text';
	keyCase: 'pascal' | 'camel';
	/** Characters of `ReferenceNumber` that are kept. */
	referenceLength: number;
	referenceOnInvoice: boolean;
	orderNumberOnInvoice: boolean;
	/** Types on which `OrderNumber` cannot be filtered on the Web API. */
	orderNumberFilter: 'everywhere' | 'notOnLines' | 'nowhere';
	deleteAnswer: 'noContent' | 'empty' | 'row' | 'true';
	/** On the Web API: `/Crud/DeleteList` (seen) or `/Crud/Delete` (presumed). */
	deletePath: 'list' | 'single';
	headerDelete: 'takesLines' | 'leavesLines' | 'refusedWithLines';
	settingsOn: 'both' | 'odata' | 'nowhere';
	seriesOn: 'both' | 'odata';
	generateWants: 'plain' | 'orderNumberInOrder' | 'noNullItem' | 'nullItem';
	generateAnswer: 'number' | 'text' | 'noNumber' | 'camel';
	simulateAnswer: 'zero' | 'next' | 'none';
	refusal: 'number' | 'text' | 'name' | 'sentence' | 'bareName' | 'status400' | 'status500';
	/** A simulation does not see everything that the post stumbles over. */
	lenientSimulation: boolean;
	refusedPostConsumes: boolean;
	/** Every so many posts are answered with 500 although they were carried out; 0: none. */
	brokenAnswerEvery: number;
	orderAfterInvoice: 'deleted' | 'kept';
	invoicesDeleted: boolean;
	/** Calls after which a token ends. */
	tokenCalls: number;
	secondLogin: 'allowed' | 'endsFirst' | 'refused';
	login: 'object' | 'pascal' | 'bareString';
	refreshWorks: boolean;
	labels: 'en' | 'da' | 'number';
	unknownLabel: 'refused' | 'dropped' | 'allDropped';
	vatRounding: 'perCode' | 'perLine';
	journalVoucher: 'asSent' | 'assigned';
	/** Every so many calls are turned away; 0: none. */
	turnsAwayEvery: number;
	turnsAwayWith: 'tooMany' | 'hangUp' | 'slowDown' | 'unavailable';
}

export const USUAL: Unknowns = {
	insertAnswer: 'row',
	insertListAnswer: 'rows',
	keepsPartOfList: false,
	webFilter: 'equal',
	odataFilter: 'honoured',
	pageSize: 0,
	skip: 'honoured',
	orderBy: 'flag',
	identity: 'both',
	numbers: 'number',
	invoiceNumber: 'number',
	keyCase: 'pascal',
	referenceLength: 60,
	referenceOnInvoice: true,
	orderNumberOnInvoice: true,
	orderNumberFilter: 'everywhere',
	deleteAnswer: 'noContent',
	deletePath: 'list',
	headerDelete: 'leavesLines',
	settingsOn: 'both',
	seriesOn: 'both',
	generateWants: 'plain',
	generateAnswer: 'number',
	simulateAnswer: 'zero',
	refusal: 'number',
	lenientSimulation: false,
	refusedPostConsumes: false,
	brokenAnswerEvery: 0,
	orderAfterInvoice: 'deleted',
	invoicesDeleted: false,
	tokenCalls: 100_000,
	secondLogin: 'allowed',
	login: 'object',
	refreshWorks: true,
	labels: 'en',
	unknownLabel: 'refused',
	vatRounding: 'perCode',
	journalVoucher: 'asSent',
	turnsAwayEvery: 0,
	turnsAwayWith: 'tooMany',
};
