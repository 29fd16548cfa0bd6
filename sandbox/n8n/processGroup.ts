import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';

export interface GroupOptions {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Output is appended here. */
	logFile: string;
	/** Who runs it, where it must not be root. */
	user?: { uid: number; gid: number };
}

/**
 * A program with all its children (n8n and its task runner), so that they end together and never outlive us:
 * they are a process group of their own, a Ctrl-C at the terminal does not reach them before we say so, and a
 * guard ends the group when this process is gone without having said goodbye (kill -9, a crashed test worker).
 */
export class ProcessGroup {
	private readonly child: ChildProcess;
	private guard: ChildProcess | undefined;
	/** Resolves when the program has ended. */
	readonly ended: Promise<void>;
	running = true;

	constructor(command: string, args: string[], { cwd, env, logFile, user }: GroupOptions) {
		const log = openSync(logFile, 'a');
		this.child = spawn(command, args, { cwd, env, ...user, detached: true, stdio: ['ignore', log, log] });
		closeSync(log);
		this.ended = new Promise((resolve) => {
			const end = () => {
				this.running = false;
				this.guard?.kill('SIGKILL');
				process.off('exit', this.killNow);
				resolve();
			};
			this.child.once('exit', end);
			this.child.once('error', end);
		});
		process.on('exit', this.killNow);
		this.startGuard();
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	/** Asks the program to end and waits; after `patienceMs` the whole group is killed. */
	async stop(patienceMs: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		if (!this.running) return;
		this.child.kill(signal);
		const impatience = setTimeout(this.killNow, patienceMs);
		await this.ended;
		clearTimeout(impatience);
		this.killNow();
	}

	/** Ends the whole group at once, as a power cut would. */
	async kill(): Promise<void> {
		this.killNow();
		await this.ended;
	}

	private readonly killNow = (): void => {
		if (this.child.pid === undefined) return;
		try {
			process.kill(-this.child.pid, 'SIGKILL');
		} catch {
			// the group has ended already
		}
	};

	/** A shell that waits for its input to close, which happens when this process ends, however it ends. */
	private startGuard(): void {
		if (this.child.pid === undefined) return;
		this.guard = spawn('sh', ['-c', `read _; kill -9 -${this.child.pid}`], {
			detached: true,
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		this.guard.on('error', () => undefined);
		this.guard.unref();
		// a pipe to a child is a socket, and must not keep us alive either
		if (this.guard.stdin instanceof Socket) this.guard.stdin.unref();
	}
}
