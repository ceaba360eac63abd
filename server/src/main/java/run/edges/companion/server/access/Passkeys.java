package run.edges.companion.server.access;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AttestationConveyancePreference;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorSelectionCriteria;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.PublicKeyCredentialDescriptor;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialRequestOptions;
import com.webauthn4j.data.PublicKeyCredentialRpEntity;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.PublicKeyCredentialUserEntity;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.ResidentKeyRequirement;
import com.webauthn4j.data.UserVerificationRequirement;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.Challenge;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.server.ServerProperty;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.access.CredentialStore.StoredPasskey;

/**
 * Passkeys, by Web Authentication: made for and checked against this server's own origin, with the
 * user verified by the authenticator. Which make of authenticator it is does not matter.
 */
final class Passkeys {
  private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);
  private static final long TIMEOUT_MILLIS = 300_000;
  private static final String SERVER_NAME = "Edges Companion";
  private static final List<PublicKeyCredentialParameters> ALGORITHMS =
      List.of(
          algorithm(COSEAlgorithmIdentifier.ES256),
          algorithm(COSEAlgorithmIdentifier.EdDSA),
          algorithm(COSEAlgorithmIdentifier.RS256));

  private final Supplier<String> origin;

  /** Its JSON library is large: a server without passkeys does without it. */
  private @Nullable ObjectConverter converter;

  /**
   * Passkeys of a server.
   *
   * @param origin as browsers name it
   */
  Passkeys(Supplier<String> origin) {
    this.origin = origin;
  }

  /** What the browser is asked to make, as JSON. */
  String creationOptions(
      SecretText challenge, SignedIn member, String email, List<CredentialStore.Passkey> known) {
    return converter()
        .getJsonMapper()
        .writeValueAsString(
            new PublicKeyCredentialCreationOptions(
                new PublicKeyCredentialRpEntity(host(), SERVER_NAME),
                new PublicKeyCredentialUserEntity(
                    member.memberUid().getBytes(StandardCharsets.UTF_8), email, member.name()),
                challenge(challenge),
                ALGORITHMS,
                TIMEOUT_MILLIS,
                known.stream().map(Passkeys::descriptor).toList(),
                new AuthenticatorSelectionCriteria(
                    null, ResidentKeyRequirement.REQUIRED, UserVerificationRequirement.REQUIRED),
                AttestationConveyancePreference.NONE,
                null));
  }

  /** What the browser is asked to sign, as JSON: any passkey for this server will do. */
  String requestOptions(SecretText challenge) {
    return converter()
        .getJsonMapper()
        .writeValueAsString(
            new PublicKeyCredentialRequestOptions(
                challenge(challenge),
                TIMEOUT_MILLIS,
                host(),
                null,
                UserVerificationRequirement.REQUIRED,
                null));
  }

  /**
   * The passkey that a browser made; empty if it is not one for this server.
   *
   * @param json of the browser
   * @param isAsked uses the challenge up, and says whether it was asked for
   */
  Optional<StoredPasskey> register(String json, String memberUid, Predicate<SecretText> isAsked) {
    return refusing(() -> {
      WebAuthnManager manager = manager();
      RegistrationData made = manager.parseRegistrationResponseJSON(json);
      Optional<ServerProperty> server = server(made.getCollectedClientData(), isAsked);
      return server.map(asked -> {
        manager.verify(made, new RegistrationParameters(asked, ALGORITHMS, true, true));
        var data = Objects.requireNonNull(made.getAttestationObject()).getAuthenticatorData();
        var credential = Objects.requireNonNull(data.getAttestedCredentialData());
        return new StoredPasskey(
            text(credential.getCredentialId()),
            memberUid,
            text(new AttestedCredentialDataConverter(converter()).convert(credential)),
            data.getSignCount(),
            data.isFlagBE());
      });
    });
  }

  /** A passkey that was used, with its new count. */
  record Used(StoredPasskey passkey, long signCount) {}

  /**
   * The passkey that signed; empty if that is not certain.
   *
   * @param find by its id
   */
  Optional<Used> check(
      String json, Predicate<SecretText> isAsked, Function<String, Optional<StoredPasskey>> find) {
    return refusing(() -> {
      AuthenticationData signed = manager().parseAuthenticationResponseJSON(json);
      Optional<ServerProperty> server = server(signed.getCollectedClientData(), isAsked);
      return server.flatMap(
          asked -> find.apply(credentialId(signed)).map(known -> check(signed, asked, known)));
    });
  }

  private Used check(AuthenticationData signed, ServerProperty asked, StoredPasskey known) {
    var record =
        new CredentialRecordImpl(
            new NoneAttestationStatement(),
            true,
            known.backupEligible(),
            known.backupEligible(),
            known.signCount(),
            new AttestedCredentialDataConverter(converter())
                .convert(Base64.getUrlDecoder().decode(known.credential())),
            new AuthenticationExtensionsAuthenticatorOutputs<>(),
            null,
            null,
            Set.of());
    manager().verify(signed, new AuthenticationParameters(asked, record, null, true, true));
    String user = userHandle(signed);
    if (user != null && !known.memberUid().equals(user)) {
      throw new IllegalArgumentException("a passkey of another member");
    }
    return new Used(known, record.getCounter());
  }

  // The library's annotations say of the bytes what they mean of the array.
  @SuppressWarnings("NullAway")
  private static String credentialId(AuthenticationData signed) {
    return text(signed.getCredentialId());
  }

  @SuppressWarnings("NullAway")
  private static @Nullable String userHandle(AuthenticationData signed) {
    return signed.getUserHandle() == null
        ? null
        : new String(signed.getUserHandle(), StandardCharsets.UTF_8);
  }

  private Optional<ServerProperty> server(
      @Nullable CollectedClientData data, Predicate<SecretText> isAsked) {
    Challenge challenge = Objects.requireNonNull(data).getChallenge();
    if (!isAsked.test(SecretText.of(text(challenge.getValue())))) {
      return Optional.empty();
    }
    return Optional.of(
        ServerProperty.builder()
            .origin(Origin.create(origin.get()))
            .rpId(host())
            .challenge(challenge)
            .build());
  }

  /** The library throws more than it declares for what is no passkey's answer at all. */
  private static <T> Optional<T> refusing(Supplier<Optional<T>> work) {
    try {
      return work.get();
    } catch (run.edges.companion.protocol.wire.ProtocolException unavailable) {
      throw unavailable;
    } catch (RuntimeException refused) {
      LOG.debug("A passkey was refused: {}", refused.getClass().getName());
      return Optional.empty();
    }
  }

  private synchronized ObjectConverter converter() {
    if (converter == null) {
      converter = new ObjectConverter();
    }
    return converter;
  }

  private WebAuthnManager manager() {
    return WebAuthnManager.createNonStrictWebAuthnManager(converter());
  }

  private String host() {
    return URI.create(origin.get()).getHost();
  }

  private static Challenge challenge(SecretText token) {
    return new DefaultChallenge(
        Base64.getUrlDecoder().decode(token.reveal(SecretAccess.granted())));
  }

  private static PublicKeyCredentialDescriptor descriptor(CredentialStore.Passkey passkey) {
    return new PublicKeyCredentialDescriptor(
        PublicKeyCredentialType.PUBLIC_KEY, Base64.getUrlDecoder().decode(passkey.id()), Set.of());
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static PublicKeyCredentialParameters algorithm(COSEAlgorithmIdentifier algorithm) {
    return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
  }
}
