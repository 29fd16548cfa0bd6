import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { debtor } from '../../lib/uniconta/upsert/debtor';
import { columnsOf } from '../shared/entityOperations/columns';
import { getCustomerGroups } from '../shared/unicontaLists';

export async function debtorColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	// Without Uniconta the panel must open all the same: the group is then typed as a code.
	return columnsOf(debtor, { options: { Group: await getCustomerGroups.call(this).catch(() => []) } });
}
