'use strict';
/**
 * Loaded into n8n before anything else (`--require`): its calendar runs ahead of the machine's by as many milliseconds
 * as the file in SHIFTED_CLOCK says. Timers are left alone: a wait of a second is a second. So a day of the sandbox's
 * clock passes for n8n too.
 */
const { readFileSync } = require('node:fs');

const MachineDate = globalThis.Date;
const machineNow = MachineDate.now.bind(MachineDate);
let ahead = 0;

function look() {
	try {
		ahead = Number(readFileSync(process.env.SHIFTED_CLOCK, 'utf8')) || 0;
	} catch {
		// Not written yet.
	}
}
look();
setInterval(look, 10).unref();

const now = () => machineNow() + ahead;
// A proxy, so that every date is still an instance of the one and only Date.
const shifted = new Proxy(MachineDate, {
	construct: (target, given, newTarget) =>
		Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget === shifted ? target : newTarget),
	apply: () => new MachineDate(now()).toString(),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
globalThis.Date = shifted;
