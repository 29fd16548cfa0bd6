import { NodeConnectionTypes, type ExpressionString, type INodeCredentialDescription } from 'n8n-workflow';
import { RESOURCES } from './resources';

const all = RESOURCES.flatMap(({ operations }) => operations);

/** n8n works these out for each node: an operation has inputs and outputs of its own. */
export function portsOf(side: 'inputs' | 'outputs'): ExpressionString {
	const named = all.flatMap((operation) => {
		const names = operation[side];
		if (names === undefined) return [];
		const ports = names.map((displayName) => ({ type: NodeConnectionTypes.Main, displayName }));
		return [[String(operation.option.value), ports] as const];
	});
	const single = [{ type: NodeConnectionTypes.Main }];
	return `={{ (${JSON.stringify(Object.fromEntries(named))})[$parameter["operation"]] ?? ${JSON.stringify(single)} }}`;
}

export function credentialsOf(): INodeCredentialDescription[] {
	return (['momentApi', 'unicontaApi'] as const).flatMap((name) => {
		const operation = all
			.filter(({ credentials = [] }) => credentials.includes(name))
			.map(({ option }) => String(option.value));
		return operation.length === 0 ? [] : [{ name, required: true, displayOptions: { show: { operation } } }];
	});
}

/** Below the node's name on the canvas. */
export const SUBTITLE = `={{ ({ startRun: "start run: " + $parameter["kind"], finishRun: "finish run" })[$parameter["operation"]] ?? $parameter["operation"] }}`;
