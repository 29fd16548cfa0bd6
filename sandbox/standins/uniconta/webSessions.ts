import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../shared/clock';
import type { UnicontaSettings } from './settings';
import type { User } from './users';

const HOUR_MS = 60 * 60 * 1000;
/** About 1 hour and about 7 days (UC7). */
const TOKEN_MS = HOUR_MS;
const REFRESH_MS = 7 * 24 * HOUR_MS;

interface Login {
	user: User;
	companyId: number | undefined;
	token: string;
	tokenExpires: number;
	refreshToken: string;
	refreshExpires: number;
}

export interface Tokens {
	token: string;
	refreshToken: string;
	refreshTokenExpiry: string;
}

/** Bearer tokens of the Web API, on the sandbox's clock. */
export class WebSessions {
	private logins: Login[] = [];

	constructor(private readonly clock: SandboxClock) {}

	/** `undefined`: a server user who is logged in already, and the switch refuses that. */
	open(user: User, companyId: number | undefined, { secondLogin }: UnicontaSettings): Tokens | undefined {
		const active = this.logins.some(
			(login) => login.user.login === user.login && login.tokenExpires > this.clock.now(),
		);
		if (user.server && active && secondLogin === 'refused') return undefined;
		// A server user cannot have several simultaneous logins (UC3).
		if (user.server && secondLogin === 'endsFirst')
			this.logins = this.logins.filter((login) => login.user.login !== user.login);
		return this.issue({ user, companyId });
	}

	/** New tokens for old; the old ones end. */
	refresh(refreshToken: string): Tokens | undefined {
		const login = this.logins.find(
			(candidate) => candidate.refreshToken === refreshToken && candidate.refreshExpires > this.clock.now(),
		);
		if (!login) return undefined;
		this.logins = this.logins.filter((candidate) => candidate !== login);
		return this.issue(login);
	}

	/** Whose token it is, expired or not: for the call log. */
	owner(token: string): string | undefined {
		return this.logins.find((login) => login.token === token)?.user.login;
	}

	find(token: string): Pick<Login, 'user' | 'companyId'> | undefined {
		return this.logins.find((login) => login.token === token && login.tokenExpires > this.clock.now());
	}

	clear(): void {
		this.logins = [];
	}

	private issue({ user, companyId }: Pick<Login, 'user' | 'companyId'>): Tokens {
		const now = this.clock.now();
		const login: Login = {
			user,
			companyId,
			token: fakeJwt(user.login, now + TOKEN_MS),
			tokenExpires: now + TOKEN_MS,
			refreshToken: randomUUID(),
			refreshExpires: now + REFRESH_MS,
		};
		this.logins.push(login);
		return {
			token: login.token,
			refreshToken: login.refreshToken,
			refreshTokenExpiry: new Date(login.refreshExpires).toISOString(),
		};
	}
}

/** Looks like a JWT; its signature is only a random text. */
function fakeJwt(subject: string, expires: number): string {
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, exp: Math.floor(expires / 1000) })}.${Buffer.from(randomUUID()).toString('base64url')}`;
}
