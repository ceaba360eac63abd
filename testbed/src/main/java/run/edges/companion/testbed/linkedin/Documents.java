package run.edges.companion.testbed.linkedin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** The JSON documents of the stand-in. */
final class Documents {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Documents() {}

  /** The answer of {@code POST /uas/authenticate}. */
  static String loginResult(String result, @Nullable String challengeUrl) {
    JsonObject json = new JsonObject();
    json.addProperty("login_result", result);
    if (challengeUrl != null) {
      json.addProperty("challenge_url", challengeUrl);
    }
    return GSON.toJson(json);
  }

  /** What the page of an approval in the app asks for. */
  static String status(String status) {
    JsonObject json = new JsonObject();
    json.addProperty("status", status);
    return GSON.toJson(json);
  }

  /** {@code /voyager/api/me} as plain JSON. */
  static String me(LinkedInMember member) {
    JsonObject me = new JsonObject();
    me.addProperty("plainId", member.number());
    me.addProperty("premiumSubscriber", member.salesNavigator());
    me.add("miniProfile", miniProfile(member));
    return GSON.toJson(me);
  }

  /** {@code /voyager/api/me} in LinkedIn's normalized shape. */
  static String normalizedMe(LinkedInMember member) {
    JsonObject data = new JsonObject();
    data.addProperty("plainId", member.number());
    data.addProperty("premiumSubscriber", member.salesNavigator());
    data.addProperty("*miniProfile", "urn:li:fs_miniProfile:" + member.entityId());
    data.addProperty("$type", "com.linkedin.voyager.common.Me");
    JsonObject profile = miniProfile(member);
    profile.addProperty("$type", "com.linkedin.voyager.identity.shared.MiniProfile");
    JsonArray included = new JsonArray();
    included.add(profile);
    JsonObject me = new JsonObject();
    me.add("data", data);
    me.add("included", included);
    return GSON.toJson(me);
  }

  private static JsonObject miniProfile(LinkedInMember member) {
    JsonObject profile = new JsonObject();
    profile.addProperty("memorialized", false);
    profile.addProperty("firstName", member.firstName());
    profile.addProperty("lastName", member.lastName());
    profile.addProperty("dashEntityUrn", "urn:li:fsd_profile:" + member.entityId());
    profile.addProperty("occupation", member.occupation());
    profile.addProperty("objectUrn", "urn:li:member:" + member.number());
    profile.addProperty("entityUrn", "urn:li:fs_miniProfile:" + member.entityId());
    profile.addProperty("publicIdentifier", member.publicIdentifier());
    profile.addProperty("trackingId", "c3RhbmQtaW4gdGVzdGJlZA==");
    return profile;
  }
}
