import { isObject } from '../shared/json';
import { Misunderstood, Refusal } from './errors';
import type { Row } from './ledger';
import { propertyReader, readRecord } from './record';
import { rules } from './rules';
import type { WriteTarget } from './values';

/** A key that exists, cut or not, is refused: there is no upsert (UC14). */
export function insert(target: WriteTarget, body: unknown): Row {
	const {
		typed: { type },
		company,
	} = target;
	if (!type.writable) throw new Refusal('NoRightsToInsert', type.name);
	const values = readRecord(target.typed, body, target);
	const table = company.table(type);
	rules[type.name]?.(values, target);
	if (type.key !== undefined) {
		const key = String(values[type.key]);
		if (
			table.withKey(key) &&
			!(type.name === 'DebtorOrderClient' && target.settings.chosenOrderNumber === 'shared')
		)
			throw new Refusal('KeyExists', key);
	}
	if (Object.hasOwn(type.fields, 'Created')) values.Created = new Date(target.now).toISOString().slice(0, 19);
	return table.add(values, target.now, target.host);
}

/** All rows in order up to the first bad one, which a switch lets undo those before it (UC55). */
export function insertList(target: WriteTarget, body: unknown): Row[] {
	if (!Array.isArray(body)) throw new Misunderstood(400, 'The body is no JSON array');
	const { maxListLength, listFailure } = target.settings;
	if (maxListLength > 0 && body.length > maxListLength)
		throw new Misunderstood(400, `The list is longer than ${maxListLength}`);
	const added: Row[] = [];
	try {
		for (const item of body) added.push(insert(target, item));
	} catch (error) {
		const table = target.company.table(target.typed.type);
		if (listFailure === 'none') for (const row of added) table.remove(row, target.now, target.host);
		throw error;
	}
	return added;
}

/** Takes the full record as read; what is left out is reset (UC12). */
export function update(target: WriteTarget, body: unknown): Row {
	const {
		typed: { type },
	} = target;
	if (!type.writable) throw new Refusal('NoRightsToUpdate', type.name);
	const row = identified(target, body);
	const values = readRecord(target.typed, body, target, row);
	rules[type.name]?.(values, target, row);
	target.company.table(type).set(row, values, target.now, target.host);
	return row;
}

export function remove(target: WriteTarget, body: unknown): void {
	const {
		typed: { type },
		company,
	} = target;
	if (!type.writable) throw new Refusal('NoRightsToDelete', type.name);
	const row = identified(target, body);
	const table = company.table(type);
	if (type.name === 'DebtorOrderClient') removeLines(target, row);
	else if (type.key !== undefined && company.refersTo(type.name, table.keyOf(row)))
		throw new Refusal('CouldNotDeleteRecordThatIsReferred', table.keyOf(row));
	table.remove(row, target.now, target.host);
}

/** What becomes of an order's lines with their order is not known: a switch. */
function removeLines({ company, settings, now, host }: WriteTarget, order: Row): void {
	const lines = company.rowsOf('DebtorOrderLineClient');
	const own = lines.rows().filter(({ values }) => values.OrderNumber === order.values.OrderNumber);
	if (own.length === 0 || settings.deletedOrderLines === 'stay') return;
	if (settings.deletedOrderLines === 'refused')
		throw new Refusal('CouldNotDeleteRecordThatIsReferred', String(order.values.OrderNumber));
	for (const line of own) lines.remove(line, now, host);
}

/** `RowId`, `PrimaryKeyId` and key must be exactly as read (UC13). */
function identified({ typed: { type }, company, settings }: WriteTarget, body: unknown): Row {
	if (!isObject(body)) throw new Misunderstood(400, 'The body is no JSON object');
	const property = propertyReader(body, settings);
	const rowId =
		property('RowId') ??
		(type.parent && settings.childIdentity === 'primaryKeys' ? property('PrimaryKey2Id') : undefined);
	const row = typeof rowId === 'number' ? company.table(type).find(rowId) : undefined;
	if (!row) throw new Refusal('CouldNotLoadOriginal', typeof rowId === 'number' ? String(rowId) : 'RowId');
	for (const name of type.parent ? ['PrimaryKey2Id'] : ['PrimaryKeyId']) {
		const primaryKey = property(name);
		if (primaryKey !== undefined && primaryKey !== row.rowId) throw new Refusal('PrimaryKeyCannotBeChanged', name);
	}
	for (const name of [type.key, type.parent?.field]) {
		if (name !== undefined && property(name) !== row.values[name])
			throw new Refusal('PrimaryKeyCannotBeChanged', name);
	}
	return row;
}
