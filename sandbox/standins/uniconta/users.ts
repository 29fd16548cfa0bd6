import { Refusal } from './errors';
import type { Language } from './labels';
import type { Company, Ledger } from './ledger';
import type { UnicontaSettings } from './settings';

export interface User {
	login: string;
	password: string;
	language: Language;
	/** A server user cannot have several simultaneous logins (UC3). */
	server: boolean;
	companies: readonly number[];
	defaultCompany?: number;
}

/** `00<companyId>/<login>`, or the bare login (UC2). The variants seen elsewhere are not accepted. */
export function splitUserName(userName: string): { login: string; companyId?: number } {
	const found = /^00([1-9]\d*)\/(.+)$/.exec(userName);
	return found ? { login: found[2] ?? '', companyId: Number(found[1]) } : { login: userName };
}

/** Who calls, and for which company. */
export class Session {
	constructor(
		readonly user: User,
		private readonly ledger: Ledger,
		private readonly settings: UnicontaSettings,
		/** From the user name; a company in the path may only repeat it. */
		readonly namedCompany?: number,
	) {}

	/**
	 * The company a call works on: named in the path, in the user name, or the user's default one. Throws a Refusal.
	 */
	company(inPath?: number): Company {
		const status = this.settings.companyRefusedStatus;
		if (inPath !== undefined && this.namedCompany !== undefined && inPath !== this.namedCompany)
			throw new Refusal('NoCompanyId', String(inPath), status);
		if (inPath === undefined && this.unknown() && this.settings.unknownCompany === 'defaultOne')
			return this.defaultOne();
		const id = inPath ?? this.namedCompany ?? this.user.defaultCompany;
		// Names of errors (UC54); which of them comes when is assumed.
		if (id === undefined) throw new Refusal('UserHasNoCompany', this.user.login, status);
		const company = this.ledger.company(id);
		if (!company) throw new Refusal('CompanyDoesNotExist', String(id), status);
		if (!this.user.companies.includes(id)) throw new Refusal('NoCompanyId', String(id), status);
		return company;
	}

	/** Whether the user name names a company that does not exist, or that this user may not open. */
	unknown(): boolean {
		const id = this.namedCompany;
		return id !== undefined && (this.ledger.company(id) === undefined || !this.user.companies.includes(id));
	}

	private defaultOne(): Company {
		const { defaultCompany: id } = this.user;
		const company = id === undefined ? undefined : this.ledger.company(id);
		if (!company) throw new Refusal('UserHasNoCompany', this.user.login, this.settings.companyRefusedStatus);
		return company;
	}

	/** The companies a `CompanyClient` list shows (UC4). */
	companies(): Company[] {
		if (this.unknown() && this.settings.unknownCompany === 'refused') return [this.company()];
		if (!this.unknown() && this.namedCompany !== undefined && this.settings.companyList === 'own')
			return [this.company()];
		return this.ledger.all().filter(({ id }) => this.user.companies.includes(id));
	}
}

export class Users {
	private users: ReadonlyMap<string, User>;

	constructor(users: readonly User[]) {
		this.users = new Map(users.map((user) => [user.login, user]));
	}

	replace(users: readonly User[]): void {
		this.users = new Map(users.map((user) => [user.login, user]));
	}

	find(login: string): User | undefined {
		return this.users.get(login);
	}

	/** The user, if the password is right. */
	check(login: string, password: string): User | undefined {
		const user = this.users.get(login);
		return user?.password === password ? user : undefined;
	}

	/** Without passwords. */
	state(): Array<Omit<User, 'password'>> {
		return [...this.users.values()].map(({ login, language, server, companies, defaultCompany }) => ({
			login,
			language,
			server,
			companies,
			defaultCompany,
		}));
	}
}
