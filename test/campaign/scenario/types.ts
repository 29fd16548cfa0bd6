import type { MomentSettings } from '../../../sandbox/standins/moment/settings';
import type { UnicontaSettings } from '../../../sandbox/standins/uniconta/settings';
import type { PlannedFault } from '../harness/wire';

/**
 * What a scenario is about; decides which templates are published, and the route of invoices. `claims` is the route Post
 * where several are at the same invoices, or end in the middle of them.
 */
export const focuses = ['customers', 'projects', 'post', 'claims', 'draft', 'journal', 'expenses'] as const;
export type Focus = (typeof focuses)[number];

export const kinds = ['customers', 'projects', 'invoices', 'expenses'] as const;
export type Kind = (typeof kinds)[number];

/** What starts a run of a kind's template. */
export type StartedBy = 'minute' | 'sweep' | 'night' | 'hand';

export interface Run {
	kind: Kind;
	by: StartedBy;
}

/**
 * What a person does in one of the systems. `of` and the like choose among what is there at that moment, modulo its
 * count, so that a scenario stays one when other steps are left out.
 */
export type Deed =
	| { do: 'customer.create' }
	| { do: 'customer.change'; of: number; field: 'name' | 'email' | 'longEmail' | 'phone' | 'city' | 'group' | 'none' }
	| { do: 'customer.renumber'; of: number }
	| { do: 'customer.swap'; of: number; with: number }
	| { do: 'customer.remove'; of: number }
	/** Deleted, and its number given to a new one. */
	| { do: 'customer.reuse'; of: number }
	/** Loses its customer group, or gets it back. */
	| { do: 'customer.tag'; of: number; right: boolean }
	| { do: 'project.create'; customer: number }
	| { do: 'project.change'; of: number; field: 'name' | 'state' | 'customer'; customer: number }
	| { do: 'project.renumber'; of: number }
	| { do: 'project.swap'; of: number; with: number }
	| { do: 'project.reuse'; of: number }
	| { do: 'invoice.finalize'; project: number; lines: number; cents: number }
	/** With other VAT than that of its account. */
	| { do: 'invoice.odd'; project: number }
	| { do: 'invoice.credit'; of: number }
	| { do: 'invoice.pay'; of: number }
	/** One from before the cut-over is sent once more, so that Moment tells of it. */
	| { do: 'invoice.old' }
	/** Must not go to accounting, said before it is finalized. */
	| { do: 'invoice.withhold'; project: number }
	/** A field that is Uniconta's own, or one that Moment owns. */
	| { do: 'debtor.edit'; of: number; field: 'Payment' | 'CreditMax' | 'Name' | 'City' }
	| { do: 'debtor.block'; of: number; blocked: boolean }
	/** Somebody else's debtor, under the number that the next customer of Moment will get. */
	| { do: 'debtor.stranger' }
	| { do: 'debtor.remove'; of: number }
	/** A person invoices in the same series. */
	| { do: 'hand.invoice'; of: number }
	/** A person invoices an order of ours. */
	| { do: 'hand.order'; of: number }
	| { do: 'hand.journal' }
	| { do: 'series.move'; by: number }
	| { do: 'bill.post'; project: number; amount: number }
	| { do: 'bill.cancel'; of: number }
	| { do: 'sessions.expire' };

export type Step =
	| Deed
	/** What Moment has sent meanwhile arrives: once, twice, in another order, or never. */
	| { do: 'webhooks'; how: 'once' | 'twice' | 'shuffled' | 'lost'; faults?: PlannedFault[] }
	| {
			do: 'run';
			run: Run;
			/** Starts while the first is under way. */
			beside?: Run;
			faults?: PlannedFault[];
			/** What somebody does at the so-many-th call of the run. */
			meanwhile?: { call: number; deed: Deed };
			/** A person sets the lease free by hand at the so-many-th call, and another run begins. */
			takeover?: { call: number; run: Run };
			/** After the end of the process n8n does not know that the run had begun. */
			forgotten?: boolean;
	  }
	| { do: 'wait'; minutes: number }
	/** n8n's clock is put forward or back; the systems' clocks go with it. */
	| { do: 'clock'; minutes: number }
	| { do: 'tables'; full: boolean };

export interface Scenario {
	seed: number;
	focus: Focus;
	customers: number;
	/** Customers that are debtors already: equal, or changed since. */
	debtors: number;
	projects: number;
	switches: { moment: Partial<MomentSettings>; uniconta: Partial<UnicontaSettings> };
	steps: Step[];
}

/** Which templates are at work, in the order of their first run. */
export function kindsOf(focus: Focus): Kind[] {
	switch (focus) {
		case 'customers':
			return ['customers'];
		case 'projects':
			return ['customers', 'projects'];
		case 'expenses':
			return ['customers', 'projects', 'expenses'];
		default:
			return ['customers', 'projects', 'invoices'];
	}
}
