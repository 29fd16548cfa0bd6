import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { SettingText } from '../../lib/state/mappings';
import type { SettingKey } from '../../lib/state/settings';
import { toNodeError } from '../shared/errors';
import type { NodeSettings } from '../shared/savedSettings';

/** The parameter of the panel that holds a setting. */
export type PanelParameters = Readonly<Partial<Record<SettingKey, string>>>;

/**
 * A mapping by the saved settings, or by those of the panel.
 * @throws NodeOperationError naming the parameter that cannot be used
 */
export function mappingFrom<Mapping>(
	context: IExecuteFunctions,
	{ isSaved, text }: NodeSettings,
	parameters: PanelParameters,
	mappingOf: (text: SettingText) => Mapping,
): Mapping {
	try {
		return mappingOf((key) => (isSaved ? text('', key) : typed(context, parameters[key])));
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

const typedSchema = z.union([
	z.union([z.string(), z.number()]).transform((value) => String(value).trim()),
	// Where the panel holds JSON.
	z.record(z.unknown()).transform((value) => JSON.stringify(value)),
]);

function typed(context: IExecuteFunctions, parameter: string | undefined): string {
	return parameter === undefined ? '' : typedSchema.catch('').parse(context.getNodeParameter(parameter, 0, ''));
}
