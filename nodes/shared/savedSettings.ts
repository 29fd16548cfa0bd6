import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import type { SettingKey } from '../../lib/state/settings';
import { booleanParameter, textParameter } from './parameters';
import { runningSync, type RunningSync } from './syncRun';

/** From this version of a node on its settings are those of the set-up form unless somebody types others. */
const SINCE = 2;

/** The switch above the settings of a node. */
export const asSavedField: INodeProperties = {
	displayName: 'As Saved in Set-Up',
	name: 'asSaved',
	type: 'boolean',
	noDataExpression: true,
	default: true,
	description: 'Whether to take the settings from the set-up form, as Start Run has read them. Off: type them here.',
	displayOptions: { show: { '@version': [{ _cnd: { gte: SINCE } }] } },
};

/** Fields that are typed only where the switch is off; nodes of before it have them always. */
export function unlessSaved(fields: readonly INodeProperties[]): INodeProperties[] {
	return [
		...shownWhere(fields, { '@version': [{ _cnd: { lt: SINCE } }] }),
		...shownWhere(fields, { '@version': [{ _cnd: { gte: SINCE } }], asSaved: [false] }),
	];
}

/** Fields that are there only where the switch is on. */
export function ifSaved(fields: readonly INodeProperties[]): INodeProperties[] {
	return shownWhere(fields, { '@version': [{ _cnd: { gte: SINCE } }], asSaved: [true] });
}

function shownWhere(
	fields: readonly INodeProperties[],
	show: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } },
	}));
}

/** The settings of a node: as saved, or as typed. */
export interface NodeSettings {
	/** The run that the node is part of; undefined where it works by itself, with what its panel says. */
	running: RunningSync | undefined;
	/** Whether the switch is on. */
	isSaved: boolean;
	/** The value of a setting, by its parameter or by its key in the set-up form. */
	text(parameter: string, key: SettingKey): string;
}

export function nodeSettings(context: IExecuteFunctions): NodeSettings {
	const running = runningSync(context);
	const isSaved = context.getNode().typeVersion >= SINCE && booleanParameter(context, 'asSaved', 0);
	return {
		running,
		isSaved,
		text: (parameter, key) => {
			if (!isSaved) return textParameter(context, parameter, 0);
			if (running !== undefined) return running.run.settings[key];
			throw new NodeOperationError(
				context.getNode(),
				'As Saved in Set-Up is on, and no run has read the settings',
				{
					description:
						'Put a Moment Uniconta Sync node with Start Run before this one, or turn the switch off and type the settings.',
				},
			);
		},
	};
}

/** Says beside the output which settings were used. */
export function sayUsed(
	context: IExecuteFunctions,
	used: ReadonlyArray<readonly [label: string, value: string]>,
): void {
	const named = used.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}`);
	if (named.length === 0) return;
	context.addExecutionHints({ message: `Settings used: ${named.join('; ')}`, location: 'outputPane', type: 'info' });
}
