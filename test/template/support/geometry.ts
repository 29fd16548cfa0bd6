import { isNote, linesOf, type Line, type Template, type TemplateNode } from './templates';

export type Point = readonly [number, number];
export interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** n8n 2.41's canvas: a node is 96 × 96; one with more than two outputs grows by 32 for each. */
const SIZE = 96;
const PER_PORT = 32;
/** Two lines of name and one of subtitle below the node. */
const LABEL = 64;
/** How far a line that runs back goes out to the side, and down (n8n's `getEdgeRenderData`). */
const BACK_SIDE = 40;
const BACK_DOWN = 130;

const SYNC = 'n8n-nodes-moment-uniconta.momentUnicontaSync';

function inputsOf({ type, parameters }: TemplateNode): number {
	return type === SYNC && parameters.operation === 'finishRun' ? 2 : 1;
}

export function outputsOf({ type, parameters, onError }: TemplateNode): number {
	if (['n8n-nodes-base.if', 'n8n-nodes-base.splitInBatches'].includes(type) || onError === 'continueErrorOutput')
		return 2;
	if (type === SYNC) return 2;
	if (type !== 'n8n-nodes-base.switch') return 1;
	const { rules, options } = parameters as { rules: { values: unknown[] }; options?: { fallbackOutput?: string } };
	return rules.values.length + (options?.fallbackOutput === 'extra' ? 1 : 0);
}

export function boxOf(node: TemplateNode): Box {
	const [left, top] = node.position;
	if (isNote(node)) {
		const { width, height } = node.parameters as { width: number; height: number };
		return { left, top, right: left + width, bottom: top + height };
	}
	return { left, top, right: left + SIZE, bottom: top + SIZE + Math.max(0, outputsOf(node) - 2) * PER_PORT };
}

/** The node and its name below it. */
export function footprintOf(node: TemplateNode): Box {
	const box = boxOf(node);
	return { ...box, bottom: box.bottom + LABEL };
}

export function overlap(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function contains(outer: Box, inner: Box): boolean {
	return (
		outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
	);
}

export interface DrawnLine extends Line {
	/** From the port it leaves to the port it enters. */
	points: Point[];
	runsBack: boolean;
}

/** The lines as n8n draws them: a curve to the right, or around below when the target lies to the left. */
export function drawnLines(template: Template): DrawnLine[] {
	const nodes = new Map(template.nodes.map((node) => [node.name, node]));
	return linesOf(template).flatMap((line) => {
		const [from, to] = [nodes.get(line.from), nodes.get(line.to)];
		if (!from || !to) return [];
		const [a, b] = [boxOf(from), boxOf(to)];
		const start: Point = [a.right, a.top + ((a.bottom - a.top) * (line.output + 1)) / (outputsOf(from) + 1)];
		const end: Point = [b.left, b.top + ((b.bottom - b.top) * (line.input + 1)) / (inputsOf(to) + 1)];
		const runsBack = end[0] < start[0];
		return [{ ...line, runsBack, points: runsBack ? around(start, end) : curve(start, end) }];
	});
}

/** vue-flow's Bézier curve: both control points half way, at the height of their ends. */
function curve([x0, y0]: Point, [x3, y3]: Point): Point[] {
	const half = (x3 - x0) / 2;
	const steps = 32;
	return Array.from({ length: steps + 1 }, (_, step): Point => {
		const t = step / steps;
		const [c0, c1, c2, c3] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
		return [c0 * x0 + c1 * (x0 + half) + c2 * (x3 - half) + c3 * x3, c0 * y0 + c1 * y0 + c2 * y3 + c3 * y3];
	});
}

function around([x0, y0]: Point, [x1, y1]: Point): Point[] {
	const low = y0 + BACK_DOWN;
	return [
		[x0, y0],
		[x0 + BACK_SIDE, y0],
		[x0 + BACK_SIDE, low],
		[x1 - BACK_SIDE, low],
		[x1 - BACK_SIDE, y1],
		[x1, y1],
	];
}

/** Where two drawn lines cross. Lines of one port lie on each other there; that is no crossing. */
export function crossingOf(a: DrawnLine, b: DrawnLine): Point | undefined {
	const shared = [
		...(a.from === b.from && a.output === b.output ? a.points.slice(0, 1) : []),
		...(a.to === b.to && a.input === b.input ? a.points.slice(-1) : []),
	];
	return segments(a.points)
		.flatMap((one) => segments(b.points).map((other) => meeting(one, other)))
		.filter((point) => point !== undefined)
		.find((point) => shared.every((port) => Math.hypot(point[0] - port[0], point[1] - port[1]) > SIZE));
}

/** Whether a line runs over a node that is not one of its ends. */
export function runsOver({ points }: DrawnLine, box: Box): boolean {
	const corners: Point[] = [
		[box.left, box.top],
		[box.right, box.top],
		[box.right, box.bottom],
		[box.left, box.bottom],
		[box.left, box.top],
	];
	return segments(points).some((one) => segments(corners).some((side) => meeting(one, side) !== undefined));
}

type Segment = readonly [Point, Point];

function segments(points: readonly Point[]): Segment[] {
	return points.slice(1).map((point, index): Segment => [points[index] ?? point, point]);
}

function meeting([[ax, ay], [bx, by]]: Segment, [[cx, cy], [dx, dy]]: Segment): Point | undefined {
	const across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
	if (across === 0) return undefined;
	const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across;
	const u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / across;
	if (t < 0 || t > 1 || u < 0 || u > 1) return undefined;
	return [Math.round(ax + t * (bx - ax)), Math.round(ay + t * (by - ay))];
}
