import assert from "node:assert/strict";
import test from "node:test";
import { createCheck } from "../src/linkedin/check.js";
import { memberFrom, sameMember } from "../src/linkedin/member.js";
import { concernsSession, describeSession, isRepetition, pickSession, writeSession } from "../src/linkedin/session.js";
import { cookie, liAt, meAnswer, standIn } from "./stand-ins.mjs";

const ada = { number: "42", entity: "ACoAAB", name: "Ada Lovelace" };
const profile = {
  firstName: "Ada", lastName: "Lovelace", publicIdentifier: "ada",
  entityUrn: "urn:li:fs_miniProfile:ACoAAB", objectUrn: "urn:li:member:42",
};

const shapes = {
  inlineProfile: { plainId: 42, miniProfile: profile },
  normalized: { data: { plainId: 42, "*miniProfile": profile.entityUrn }, included: [{ entityUrn: "urn:li:fs_miniProfile:Other" }, profile] },
  normalizedWithoutReference: { data: { plainId: 42 }, included: [profile] },
  textNumber: { plainId: "42", miniProfile: profile },
};
for (const [name, answer] of Object.entries(shapes)) {
  test(`memberFrom_${name}_isFound`, () => assert.deepEqual(memberFrom(answer), ada));
}

test("memberFrom_numberOnly_isEnough", () => assert.deepEqual(memberFrom({ data: { plainId: 42 }, included: [] }), { number: "42" }));
test("memberFrom_dashUrnOnly_isEnough", () => {
  assert.deepEqual(memberFrom({ miniProfile: { dashEntityUrn: "urn:li:fsd_profile:ACoX" } }), { entity: "ACoX" });
});
test("memberFrom_numberBeyondExact_isTakenFromTheUrn", () => {
  const big = JSON.parse('{"plainId": 9223372036854775807}');
  const miniProfile = { objectUrn: "urn:li:member:9223372036854775807" };
  assert.deepEqual(memberFrom({ ...big, miniProfile }), { number: "9223372036854775807" });
  assert.equal(memberFrom(big), undefined);
});
test("memberFrom_twoProfilesAndNoReference_isNotGuessed", () => {
  const other = { ...profile, entityUrn: "urn:li:fs_miniProfile:ACoOther", objectUrn: "urn:li:member:43" };
  assert.equal(memberFrom({ data: {}, included: [other, profile] }), undefined);
});
for (const nobody of [undefined, null, "x", {}, [], { data: null }, { miniProfile: { publicIdentifier: "ada" } }, { plainId: -1 }]) {
  test(`memberFrom_${JSON.stringify(nobody)}_isNobody`, () => assert.equal(memberFrom(nobody), undefined));
}

test("sameMember_numberThenEntity_neverName", () => {
  assert.ok(sameMember({ number: "1", entity: "a" }, { number: "1", entity: "b" }));
  assert.ok(!sameMember({ number: "1", entity: "a" }, { number: "2", entity: "a" }));
  assert.ok(sameMember({ number: "1", entity: "a" }, { entity: "a" }));
  assert.ok(!sameMember({ number: "1" }, { entity: "a" }));
  assert.ok(!sameMember({ name: "Ada" }, { name: "Ada" }));
  assert.ok(!sameMember(undefined, ada));
});

test("pickSession_othersAndForeignDomains_areLeft", () => {
  const cookies = [
    cookie("JSESSIONID", "ajax:1"), cookie("li_rm", "x"), cookie("bcookie", "x"),
    cookie("li_at", "evil", { domain: ".evil-linkedin.com" }), cookie("li_at", "other", { domain: ".fr.linkedin.com" }),
    liAt("good"), cookie("li_a", "sales", { domain: ".linkedin.com" }),
  ];
  const picked = pickSession(cookies);
  assert.deepEqual(Object.keys(picked), ["li_at", "li_a"]);
  assert.equal(picked.li_at.value, "good");
});
for (const elsewhere of [
  { storeId: "firefox-container-1" }, { storeId: "firefox-private" }, { storeId: "1" }, { partitionKey: { topLevelSite: "https://example.com" } },
]) {
  test(`session_${Object.values(elsewhere).map((it) => it.topLevelSite ?? it)}_isNotTheOwners`, () => {
    const cookie = liAt("v", elsewhere);
    assert.deepEqual(pickSession([cookie]), {});
    assert.equal(pickSession([cookie, liAt("mine", { storeId: "firefox-default", partitionKey: null })]).li_at.value, "mine");
    assert.ok(!concernsSession({ cookie, removed: false, cause: "explicit" }));
  });
}
test("pickSession_severalDomains_takesTheNearest", () => {
  const wide = liAt("wide", { domain: ".linkedin.com" });
  assert.equal(pickSession([wide, liAt("near")]).li_at.value, "near");
  assert.equal(pickSession([wide]).li_at.value, "wide");
  assert.equal(pickSession([liAt("apex", { domain: "linkedin.com", hostOnly: true })]).li_at, undefined);
});
for (const dead of ["", "delete me", '"delete me"']) {
  test(`pickSession_${dead || "empty"}_isNoSession`, () => assert.deepEqual(pickSession([liAt(dead)]), {}));
}

test("writeSession_attributes_areExactlyTheBrowsers", () => {
  const sales = cookie("li_a", '"quoted"', { domain: ".linkedin.com", sameSite: "lax", secure: false, httpOnly: false, expirationDate: undefined });
  assert.deepEqual(writeSession({ li_at: liAt("v", { expirationDate: 1827295686.1234 }), li_a: sales }, "Agent", ada), {
    cookies: [
      { name: "li_at", value: "v", domain: ".www.linkedin.com", path: "/", secure: true, http_only: true, host_only: false,
        same_site: "no_restriction", expires_at: "2027-11-27T06:08:06.123Z" },
      { name: "li_a", value: '"quoted"', domain: ".linkedin.com", path: "/", secure: false, http_only: false, host_only: false, same_site: "lax" },
    ],
    user_agent: "Agent",
    linkedin_member: ada,
  });
});
test("describeSession_values_areNotInIt", () => {
  const shown = describeSession({ li_at: liAt("secret-value") });
  assert.doesNotMatch(JSON.stringify(shown), /secret/);
  assert.equal(shown[0].length, 12);
});

test("concernsSession_onlyTheTwoCookiesOfLinkedIn", () => {
  assert.ok(concernsSession({ cookie: liAt("v"), removed: false, cause: "explicit" }));
  assert.ok(concernsSession({ cookie: liAt("v"), removed: true, cause: "expired_overwrite" }));
  assert.ok(!concernsSession({ cookie: liAt("v"), removed: true, cause: "overwrite" }));
  assert.ok(!concernsSession({ cookie: cookie("JSESSIONID", "v"), removed: false, cause: "explicit" }));
  assert.ok(!concernsSession({ cookie: liAt("v", { domain: "notlinkedin.com" }), removed: false, cause: "explicit" }));
});
test("isRepetition_sameValueAndNearExpiry_only", () => {
  const picked = { li_at: liAt("v", { expirationDate: 1e9 }) };
  const event = (value, expirationDate, removed = false) => ({ cookie: liAt(value, { expirationDate }), removed });
  assert.ok(isRepetition(event("v", 1e9 + 60), picked));
  assert.ok(!isRepetition(event("v", 1e9 + 90_000), picked));
  assert.ok(!isRepetition(event("w", 1e9), picked));
  assert.ok(!isRepetition(event("v", 1e9, true), picked));
  assert.ok(!isRepetition(event("v", 1e9), undefined));
});

const verdicts = [
  ["401", { status: 401 }, "SIGNED_OUT"],
  ["429", { status: 429 }, "LINKEDIN_THROTTLED"],
  ["999", { status: 999 }, "LINKEDIN_THROTTLED"],
  ["500", { status: 500 }, "LINKEDIN_UNREACHABLE"],
  ["404", { status: 404 }, "LINKEDIN_UNREACHABLE"],
  ["challenge", { status: 403, body: '{"code":"CHALLENGE"}' }, "NEEDS_OWNER"],
  ["forbidden", { status: 403, body: "{}" }, "LINKEDIN_UNREACHABLE"],
  ["csrfTwice", { status: 403, body: "CSRF check failed." }, "LINKEDIN_UNREACHABLE"],
  ["noMember", { status: 200, body: "{}" }, "LINKEDIN_UNREACHABLE"],
  ["noJson", { status: 200, body: "<html>" }, "LINKEDIN_UNREACHABLE"],
  ["networkError", new TypeError("Failed to fetch"), "LINKEDIN_UNREACHABLE"],
  ["redirectToSignIn", { redirect: "https://www.linkedin.com/uas/login" }, "SIGNED_OUT"],
  ["redirectToAuthwall", { redirect: "https://www.linkedin.com/authwall?x" }, "SIGNED_OUT"],
  ["redirectToCheckpoint", { redirect: "https://www.linkedin.com/checkpoint/challenge/x" }, "NEEDS_OWNER"],
];
for (const [name, answer, unavailable] of verdicts) {
  test(`check_${name}_is_${unavailable}`, async () => {
    const linkedIn = standIn({ answers: [answer, answer, answer] });
    assert.deepEqual(await createCheck(linkedIn)(), { unavailable });
  });
}

test("check_noSession_asksNobody", async () => {
  const linkedIn = standIn({ cookies: [cookie("JSESSIONID", "x")] });
  assert.deepEqual(await createCheck(linkedIn)(), { unavailable: "SIGNED_OUT" });
  assert.equal(linkedIn.requests.length, 0);
});
test("check_liveSession_isVerifiedThenWritten", async () => {
  const linkedIn = standIn();
  const { member, session } = await createCheck(linkedIn)();
  assert.deepEqual(member, ada);
  assert.equal(session.cookies[0].value, "at-1");
  const [{ address, options }] = linkedIn.requests;
  assert.equal(address, "https://www.linkedin.com/voyager/api/me");
  assert.equal(options.headers["csrf-token"], "ajax:7");
  assert.deepEqual([options.credentials, options.redirect, options.cache], ["include", "manual", "no-store"]);
  assert.doesNotMatch(JSON.stringify(session), /ajax/);
});
test("check_callsAtTheSameTime_shareOneRequest", async () => {
  const linkedIn = standIn();
  const check = createCheck(linkedIn);
  const [one, two] = await Promise.all([check(), check()]);
  assert.equal(one, two);
  assert.equal(linkedIn.requests.length, 1);
  await check();
  assert.equal(linkedIn.requests.length, 2);
});
test("check_sessionRenewedMeanwhile_asksAgainAndSendsTheNew", async () => {
  const linkedIn = standIn({ onRequest: (count, jar) => count === 1 && (jar.li_at = liAt("at-2")) });
  assert.equal((await createCheck(linkedIn)()).session.cookies[0].value, "at-2");
  assert.equal(linkedIn.requests.length, 2);
});
test("check_salesCookieRenewedMeanwhile_asksAgain", async () => {
  const linkedIn = standIn({ onRequest: (count, jar) => count === 1 && (jar.li_a = cookie("li_a", "new")) });
  assert.equal((await createCheck(linkedIn)()).session.cookies[1].value, "new");
});
test("check_sessionThatNeverRests_givesUpAfterThree", async () => {
  const linkedIn = standIn({ onRequest: (count, jar) => (jar.li_at = liAt(`at-${count}-new`)) });
  assert.deepEqual(await createCheck(linkedIn)(), { unavailable: "LINKEDIN_UNREACHABLE" });
  assert.equal(linkedIn.requests.length, 3);
});
test("check_sessionDeletedByTheAnswer_isSignedOut", async () => {
  const linkedIn = standIn({ onRequest: (_count, jar) => delete jar.li_at });
  assert.deepEqual(await createCheck(linkedIn)(), { unavailable: "SIGNED_OUT" });
});
test("check_staleToken_isRenewedOnce", async () => {
  const csrf = { status: 403, body: "CSRF check failed." };
  const linkedIn = standIn({ answers: [csrf, { status: 200, body: "" }, meAnswer()] });
  assert.deepEqual((await createCheck(linkedIn)()).member, ada);
  assert.deepEqual(linkedIn.requests.map(({ options }) => options.method), ["GET", "HEAD", "GET"]);
});
test("check_noTokenYet_takesTheOneOfTheAnswer", async () => {
  const csrf = { status: 403, body: "CSRF check failed." };
  const linkedIn = standIn({
    cookies: [liAt("at-1")],
    answers: [csrf, meAnswer()],
    onRequest: (count, jar) => count === 1 && (jar.JSESSIONID = cookie("JSESSIONID", '"ajax:new"')),
  });
  assert.deepEqual((await createCheck(linkedIn)()).member, ada);
  assert.equal(linkedIn.requests[1].options.headers["csrf-token"], "ajax:new");
});
