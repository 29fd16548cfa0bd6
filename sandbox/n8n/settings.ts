import { LEASE_NAME } from '../../lib/sync/settings';
import type { Row } from './api/tables';

/** The one lease for everything that talks to Uniconta, expired from the start. */
export const leaseRow: Row = { name: LEASE_NAME, holder: '', expires: 0 };

export interface SettingsInput {
	/** Moment's id of the tag group whose tags name the customer group. */
	customerTagGroup: number;
}

/** What the set-up form will write one day: every key that the templates read, in one place. */
export function settingsFor({ customerTagGroup }: SettingsInput): Record<string, string> {
	return {
		'customers.export': 'on',
		'customers.tagGroup': String(customerTagGroup),
		'company.country': 'DK',
	};
}
