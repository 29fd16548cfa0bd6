import { readTemplates } from '../../../sandbox/n8n/setup';
import { TestCredentials } from '../../support/testCredentials';
import { openHttpDoor } from '../harness/httpDoor';
import { loadN8n } from '../harness/installed';
import { N8nInProcess } from '../harness/instance';
import type { MakeLevel } from '../play';
import { kinds, type StartedBy } from '../scenario/types';
import { levelOver } from './levelOver';

/** One clock, which decides itself what is due; run by a person it compares everything. */
const CLOCK = 'Every Minute';
const EXPENSE_TRIGGERS: Record<StartedBy, string> = {
	minute: 'Every 10 Minutes',
	sweep: 'Every 10 Minutes',
	night: 'Every 10 Minutes',
	hand: 'Import Now',
};

/** The templates' own JSON, executed by n8n's engine with the nodes as they are published. */
export const templatesLevel: MakeLevel = async (time, systems, makeWire) => {
	const n8n = await loadN8n();
	const templates = readTemplates();
	// An edge: the class implements n8n's own abstract one, from the other copy of its package.
	const credentials = new TestCredentials(systems.credentials, [...n8n.credentialTypes]) as never;
	return levelOver('templates', time, makeWire, ({ wire, tables }) => {
		const instance = new N8nInProcess(n8n, credentials, tables());
		openHttpDoor(n8n.axios, wire);
		for (const kind of kinds) {
			const template = templates.get(kind);
			if (template !== undefined) instance.publish(kind, template);
		}
		return {
			renew: () => instance.renew(tables()),
			start: ({ kind, by }) => {
				const isByHand = by === 'hand' || (kind !== 'expenses' && by === 'night');
				const name = kind === 'expenses' ? EXPENSE_TRIGGERS[by] : CLOCK;
				return instance.start(kind, name, undefined, isByHand ? 'manual' : 'trigger');
			},
			receive: async (kind, body) => (await instance.receive(kind, body, systems.token)).execution,
			kill: (one) => instance.kill(one),
			report: () => instance.report(),
			forget: () => instance.forget(),
			get running() {
				return instance.running;
			},
		};
	});
};
