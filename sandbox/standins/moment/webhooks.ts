import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { SandboxClock } from '../shared/clock';
import type { FindRow, MomentEntity, MomentRow, MomentWebhook } from './entities';
import type { MomentSettings } from './settings';
import type { MomentEvent } from './store';

/** Kinds that can be registered (MO23). */
export const webhookKinds = ['customers', 'projects', 'invoices', 'offers', 'claims'] as const;

const registrationSchema = z.object({ kind: z.enum(webhookKinds), url: z.string().url() }).strict();
export type WebhookRegistration = z.infer<typeof registrationSchema>;

export interface WebhookDelivery {
	at: string;
	kind: string;
	/** Without its query, which may hold a secret. */
	url: string;
	body: unknown;
	/** HTTP status, `lost`, or why it did not arrive. Nothing is ever sent again (MO23). */
	result: number | string;
}

/** Takes a body to an address; gives the HTTP status. */
export type Deliver = (url: string, body: unknown) => Promise<number>;

const PATIENCE_MS = 10_000;
const KEPT = 2_000;

/** Registered by hand in Moment (MO23), so here by the control routes. */
export class Webhooks {
	private registrations: WebhookRegistration[] = [];
	private deliveries: WebhookDelivery[] = [];
	private readonly underWay = new Set<Promise<void>>();

	constructor(
		private readonly settings: () => MomentSettings,
		private readonly clock: SandboxClock,
		/** One of those that the settings have lost is lost. */
		private readonly loseOne: () => void,
		private readonly post: Deliver = overTheNetwork,
	) {}

	/** Replaces what was registered. Throws a ZodError for what it does not understand. */
	register(registrations: unknown): readonly WebhookRegistration[] {
		this.registrations = z.array(registrationSchema).parse(registrations);
		return this.registrations;
	}

	state(): {
		registrations: readonly WebhookRegistration[];
		deliveries: readonly WebhookDelivery[];
		underWay: number;
	} {
		return { registrations: this.registrations, deliveries: this.deliveries, underWay: this.underWay.size };
	}

	forget(): void {
		this.deliveries = [];
	}

	/** Sends it to every address of its kind, without making the change wait for it. */
	fire(kind: string, entity: MomentEntity, row: MomentRow, event: MomentEvent, find: FindRow): void {
		const { webhook } = entity;
		const settings = this.settings();
		if (!webhook || webhook.when?.(row, settings) === false) return;
		const body = {
			event: eventText(event, settings),
			[webhook.key]: { id: row.id, ...identifiers(webhook, row, find) },
		};
		const lose = settings.webhooksToLose > 0;
		if (lose) this.loseOne();
		for (const { url } of this.registrations.filter((registration) => registration.kind === kind)) {
			const delivery: WebhookDelivery = {
				at: this.clock.iso(),
				kind,
				url: url.split('?')[0] ?? url,
				body,
				result: 'lost',
			};
			for (let copy = 0; copy < (lose ? 1 : settings.webhookCopies); copy += 1) {
				const own = { ...delivery, result: lose ? 'lost' : 'under way' };
				this.deliveries.push(own);
				if (!lose) this.track(this.deliver(url, body, own, settings.webhookDelayMs));
			}
		}
		this.deliveries = this.deliveries.slice(-KEPT);
	}

	/** Resolves when no webhook is under way any more. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	private track(delivery: Promise<void>): void {
		this.underWay.add(delivery);
		void delivery.finally(() => this.underWay.delete(delivery));
	}

	private async deliver(url: string, body: unknown, delivery: WebhookDelivery, delayMs: number): Promise<void> {
		try {
			if (delayMs > 0) await sleep(delayMs);
			delivery.result = await this.post(url, body);
		} catch (error) {
			delivery.result = error instanceof Error ? error.message : String(error);
		}
	}
}

/** No signature and no secret of its own (MO23). */
async function overTheNetwork(url: string, body: unknown): Promise<number> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
	await answer.arrayBuffer();
	return answer.status;
}

/** `CREATE_NEW` is documented for a finalized invoice; the other texts are not known (MO23). */
function eventText(event: MomentEvent, { updateEvent, invoiceEvents }: MomentSettings): string {
	if (event === 'create' || event === 'finalize') return 'CREATE_NEW';
	if (event === 'change' || invoiceEvents === 'asUpdate') return updateEvent;
	return { send: 'SENT', pay: 'PAID', credit: 'CREDITED' }[event];
}

function identifiers(webhook: MomentWebhook, row: MomentRow, find: FindRow): Record<string, unknown> {
	const own = webhook.fields.map((name) => [name, row[name] ?? undefined]);
	const parents = (webhook.parents ?? []).map(({ key, field, kind, number }) => {
		const parent = find(kind, row[field] ?? null);
		return [key, parent && { id: parent.id, [number]: parent[number] }];
	});
	return Object.fromEntries([...own, ...parents]) as Record<string, unknown>;
}
