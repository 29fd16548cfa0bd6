import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { connect } from '../../shared/momentConnection';

/** The company's tag groups, by name. */
export async function getTagGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const moment = await connect(this);
	const groups = await moment.tagGroups().catch((caught: unknown) => {
		throw toNodeError(this, caught);
	});
	return groups
		.map(({ record: { id, name, appliesTo } }) => ({ name: name || id, value: id, description: appliesTo }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
