import type { SettingKey } from '../../lib/state/settings';
import type { NodeSpec } from './canvas';
import * as n from './nodes';

/** The step that reads the settings, in every template that has them. */
export const READ_SETTINGS = 'Read Settings';

/** What {@link READ_SETTINGS} says, as an expression without braces. */
export const settingsField = (field: string): string => `$('${READ_SETTINGS}').first().json.${field}`;
/** The value of a setting, as an expression without braces. */
export const settingValue = (key: SettingKey): string => settingsField(`values['${key}']`);
/** The same as a parameter. */
export const setting = (key: SettingKey): string => `={{ ${settingValue(key)} }}`;

/** A node that works in the company of the settings; blank there: the company of the credential. */
export function unicontaNode(
	type: string,
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
): NodeSpec {
	return n.ownNode(
		type,
		{ company: { __rl: true, mode: 'id', value: setting('company.id') }, ...parameters },
		settings,
	);
}
