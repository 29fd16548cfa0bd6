import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { countryByIso, COUNTRIES } from '../../lib/uniconta/countries';
import { debtor } from '../../lib/uniconta/debtor';
import { getCustomerGroups } from '../shared/unicontaLists';

/** The fields of a customer for *Define Below*: those this package owns; a company's own fields go in by From Input. */
export async function debtorColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	// Without Uniconta the panel must open all the same: the group is then typed as a code.
	const groups = await getCustomerGroups.call(this).catch(() => []);
	const fields = debtor.fields.map(({ name, label, kind }): ResourceMapperField => {
		const isKey = name === debtor.key;
		return {
			id: name,
			displayName: label,
			required: isKey,
			defaultMatch: isKey,
			canBeUsedToMatch: isKey,
			display: true,
			type: kind === 'country' || kind === 'zone' || (name === 'Group' && groups.length > 0) ? 'options' : 'string',
			...(name === 'Group' && groups.length > 0 ? { options: groups } : {}),
			...(kind === 'country' ? { options: countryOptions() } : {}),
			...(kind === 'zone' ? { options: ['Domestic', 'EU', 'Foreign'].map((zone) => ({ name: zone, value: zone })) } : {}),
		};
	});
	return { fields };
}

function countryOptions(): Array<{ name: string; value: string }> {
	const names = new Intl.DisplayNames(['en'], { type: 'region' });
	return COUNTRIES.map(({ iso, member }) => ({ name: countryByIso(iso) === undefined ? member : (names.of(iso) ?? member), value: member })).sort((a, b) =>
		a.name.localeCompare(b.name, 'en'),
	);
}
