import type { Canvas } from './canvas';
import * as n from './nodes';

export interface Saying {
	/** Key of the row: the kind whose template it is about. */
	area: string;
	/** The three nodes: look for the row, ask whether it is there, write it. */
	names: [look: string, ask: string, write: string];
	/** Where the first of them stands; the others follow to the right. */
	at: [x: number, y: number];
	/** For so long the same message is not said again. */
	hours: number;
	row: { entity: string; outcome: string; message: string; fix: string; execution: string };
}

/** A log row that is about no record, written unless the same was said lately. Gives the name of the first node. */
export function sayOnce(c: Canvas, { area, names: [look, ask, write], at: [x, y], hours, row }: Saying): string {
	const same: n.Where[] = [
		{ column: 'entity', value: row.entity },
		{ column: 'message', value: row.message },
		{ column: 'createdAt', is: 'gt', value: n.iso(`$now.minus({ hours: ${hours} })`) },
	];
	c.add(look, [x, y], n.once(n.getRows('log', same, { limit: 1 })));
	c.add(ask, [x + 220, y], n.yesOrNo('!$json.id'));
	c.add(write, [x + 440, y], n.insertRow('log', { time: n.NOW, key: area, ...row }));
	c.chain(look, ask, write);
	return look;
}
