import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { TemplateNode } from './templates';

type Values = Record<string, unknown>;
interface Scope {
	node: INode;
	description: INodeTypeDescription;
	/** All parameters with the defaults of those that are not set, as the editor has them. */
	all: INodeParameters;
}

/**
 * What is wrong with the parameters set on a node: not in its description for this resource and operation, no such
 * option, a wrong kind of value, something required that is empty. Which parameters are shown is n8n's own reckoning.
 */
export function parameterFaults(templateNode: TemplateNode, description: INodeTypeDescription): string[] {
	const node = templateNode as unknown as INode;
	const all =
		NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
	const scope: Scope = { node, description, all };
	const issues = NodeHelpers.getNodeParametersIssues(
		description.properties,
		{ ...node, parameters: all },
		description,
	);
	const missing = Object.entries(issues?.parameters ?? {}).flatMap(([name, texts]) =>
		[texts].flat().map((text) => `${name}: ${text}`),
	);
	return [...inList(scope, description.properties, templateNode.parameters, ''), ...missing];
}

function inList(scope: Scope, properties: readonly INodeProperties[], values: Values, at: string): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const where = at === '' ? name : `${at}.${name}`;
		const named = properties.filter((property) => property.name === name);
		if (named.length === 0) return [`${where}: there is no such parameter`];
		const shown = named.filter((property) =>
			NodeHelpers.displayParameterPath(scope.all, property, at, scope.node, scope.description),
		);
		if (shown.length === 0) return [`${where}: not shown with these other parameters`];
		const faults = shown.map((property) => inProperty(scope, property, value, where));
		return faults.find((list) => list.length === 0) ?? faults[0] ?? [];
	});
}

function inProperty(scope: Scope, property: INodeProperties, value: unknown, where: string): string[] {
	if (property.typeOptions?.multipleValues === true && property.type !== 'fixedCollection') {
		if (!Array.isArray(value)) return [`${where}: must be a list`];
		return value.flatMap((one, index) =>
			ofType(scope, { ...property, typeOptions: {} }, one, `${where}[${index}]`),
		);
	}
	return ofType(scope, property, value, where);
}

function ofType(scope: Scope, property: INodeProperties, value: unknown, where: string): string[] {
	if (isExpression(value)) return property.noDataExpression === true ? [`${where}: takes no expression`] : [];
	switch (property.type) {
		case 'options':
			return optionFaults(property, [value], where);
		case 'multiOptions':
			return Array.isArray(value) ? optionFaults(property, value, where) : [`${where}: must be a list`];
		case 'boolean':
		case 'number':
		case 'string':
			return typeof value === property.type ? [] : [`${where}: ${JSON.stringify(value)} is no ${property.type}`];
		case 'collection':
			return inList(scope, listsOf(property), recordOf(value), where);
		case 'fixedCollection':
			return inGroups(scope, property, recordOf(value), where);
		case 'resourceLocator': {
			const { mode, __rl } = recordOf(value);
			const known = property.modes?.map(({ name }) => name) ?? [];
			return __rl === true && known.includes(String(mode))
				? []
				: [`${where}: mode ${JSON.stringify(mode)} is none of ${known.join(', ')}`];
		}
		default:
			return [];
	}
}

/** Groups of a fixed collection: `{ group: { … } }`, or `{ group: [{ … }] }` where several are allowed. */
function inGroups(scope: Scope, property: INodeProperties, value: Values, where: string): string[] {
	const groups = (property.options ?? []).filter((option): option is INodePropertyCollection => 'values' in option);
	return Object.entries(value).flatMap(([name, content]) => {
		const group = groups.find((one) => one.name === name);
		if (!group) return [`${where}.${name}: there is no such group`];
		if (!Array.isArray(content)) return inList(scope, group.values, recordOf(content), `${where}.${name}`);
		return content.flatMap((one, index) =>
			inList(scope, group.values, recordOf(one), `${where}.${name}[${index}]`),
		);
	});
}

function optionFaults(property: INodeProperties, values: readonly unknown[], where: string): string[] {
	// What a method or the user's account offers cannot be known here.
	if (property.typeOptions?.loadOptionsMethod !== undefined || property.typeOptions?.loadOptions !== undefined)
		return [];
	const known = (property.options ?? [])
		.filter((option): option is INodePropertyOptions => 'value' in option)
		.map(({ value }) => value);
	return values
		.filter((value) => !known.includes(value as string))
		.map((value) => `${where}: ${JSON.stringify(value)} is none of ${known.join(', ')}`);
}

function listsOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option): option is INodeProperties => 'type' in option);
}

function recordOf(value: unknown): Values {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}
