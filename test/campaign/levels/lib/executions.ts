import { caller, type Caller } from '../../harness/wire';
import type { Kind } from '../../scenario/types';

/** A run as n8n would list it. */
export interface Execution extends Caller {
	kind: Kind;
	mode: 'trigger' | 'webhook' | 'manual' | 'error';
	status: 'running' | 'success' | 'error' | 'crashed';
	/** Words of the error it ended with. */
	error: string;
	/** Resolves when it has ended, or its process has. */
	done: Promise<void>;
	/** Ends the waiting for it. */
	stop: () => void;
}

/** What a run does. */
export type Work = (execution: Execution) => Promise<void>;

/** Runs may overlap and be ended, as in n8n; what failed or was ended is told once, to whoever frees its lease. */
export class Executions {
	private last = 0;
	private under: Execution[] = [];
	private toReport: Execution[] = [];

	renew(): void {
		this.last = 0;
		this.under = [];
		this.toReport = [];
	}

	/** It runs on while the caller goes on. */
	start(kind: Kind, mode: Execution['mode'], work: Work): Execution {
		const execution: Execution = {
			id: String(++this.last),
			kind,
			mode,
			dead: false,
			status: 'running',
			error: '',
			done: Promise.resolve(),
			stop: () => undefined,
		};
		this.under.push(execution);
		const stopped = new Promise<void>((resolve) => {
			execution.stop = resolve;
		});
		const ran = caller.run(execution, async () => {
			try {
				await work(execution);
				this.ended(execution, 'success');
			} catch (caught) {
				execution.error = caught instanceof Error ? caught.message : String(caught);
				this.ended(execution, 'error');
			}
		});
		execution.done = Promise.race([ran, stopped]);
		return execution;
	}

	/** `kill -9` of all, or of the worker of one. */
	kill(one?: Caller): void {
		for (const execution of this.running) {
			if (one !== undefined && execution !== one) continue;
			execution.dead = true;
			execution.error = 'Workflow did not finish, possible out-of-memory issue';
			this.ended(execution, 'crashed');
			execution.stop();
		}
	}

	/** n8n ended before it wrote down that these had begun: nobody is told of them. */
	forget(): void {
		this.toReport = [];
	}

	/** Starts what is done after a run that stopped; n8n does nothing after one by hand, or after one of these. */
	report(lane: (stopped: Execution) => Work): Execution[] {
		const stopped = this.toReport.filter(({ mode }) => mode !== 'error' && mode !== 'manual');
		this.toReport = [];
		return stopped.map((one) => this.start(one.kind, 'error', lane(one)));
	}

	get running(): Execution[] {
		return this.under.filter(({ status }) => status === 'running');
	}

	private ended(execution: Execution, status: Execution['status']): void {
		// One that was ended before stays so.
		if (execution.status !== 'running') return;
		execution.status = status;
		this.under = this.under.filter((other) => other !== execution);
		if (status !== 'success') this.toReport.push(execution);
	}
}
