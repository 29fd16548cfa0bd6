import { json, text, type Answer } from '../shared/answer';
import type { Language } from './labels';
import type { UnicontaSettings } from './settings';

/** The error names that the stand-in gives (UC53); `ArgumentMissing` is newer than the published list. */
export type ErrorName =
	| 'NoRightsToInsert'
	| 'NoRightsToUpdate'
	| 'NoRightsToDelete'
	| 'UserOrPasswordIsWrong'
	| 'UnknownAppIdent'
	| 'UserIsServerUser'
	| 'CouldNotLoadOriginal'
	| 'AccountDoesNotExist'
	| 'DimensionDoesNotExist'
	| 'VatTypeDoesNotExist'
	| 'KeyIsEmpty'
	| 'KeyExists'
	| 'FieldHasinvalidValue'
	| 'FieldCannotBeBlank'
	| 'PrimaryKeyCannotBeChanged'
	| 'CouldNotDeleteRecordThatIsReferred'
	| 'DebitAndCreditCannotBothHaveValue'
	| 'DebtorCreditorCannotHaveVat'
	| 'JournalIsBlocked'
	| 'CouldNotFind'
	| 'NoCompanyId'
	| 'CompanyDoesNotExist'
	| 'UserHasNoCompany'
	| 'TooManyCallsOpen'
	| 'ArgumentMissing';

/** What the server says no to, before it is put into the form that the switches ask for. */
export class Refusal extends Error {
	constructor(
		readonly code: ErrorName,
		/** The field or value it is about, for the translated message. */
		readonly about = '',
		/** Where the kind of call decides the status and no switch does. */
		readonly status?: number,
	) {
		super(code);
	}
}

/** A call that makes no sense to the server at all: wrong path, wrong query option, no JSON. */
export class Misunderstood extends Error {
	constructor(
		readonly status: 400 | 404 | 405,
		message: string,
	) {
		super(message);
	}
}

/** Message texts come in the user's language (UC54). All wording here is assumed. */
function message({ code, about }: Refusal, language: Language): string {
	const danish = language === 'da';
	if (code === 'KeyExists')
		return danish ? `Nøglen med navnet ${about} findes allerede` : `A key with the name ${about} already exists`;
	if (code === 'FieldHasinvalidValue')
		return danish ? `Feltet ${about} har en ugyldig værdi` : `Field ${about} has an invalid value`;
	return danish ? `Fejl: ${code}` : `Error: ${code}`;
}

/** OData host: exact status and form are not published (UC54). */
export function refusalAnswer(
	refusal: Refusal,
	language: Language,
	settings: UnicontaSettings,
	host: 'odata' | 'webApi',
): Answer {
	const said = settings.errorText === 'message' ? message(refusal, language) : refusal.code;
	const status = refusal.status ?? settings.refusalStatus;
	const form = host === 'webApi' ? settings.webApiErrorBody : settings.errorBody;
	if (form === 'text') return text(status, said);
	if (form === 'quoted') return json(status, said);
	return json(status, { message: said });
}
