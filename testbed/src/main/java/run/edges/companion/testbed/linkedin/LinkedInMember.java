package run.edges.companion.testbed.linkedin;

import java.util.List;
import java.util.Optional;

/**
 * An invented LinkedIn account holder.
 *
 * @param number the member number, as in {@code urn:li:member:<number>}
 * @param entityId the id in {@code urn:li:fs_miniProfile:<id>}, begins with {@code ACoA}
 * @param salesNavigator whether signing in also yields {@code li_a}
 */
public record LinkedInMember(
    long number,
    String entityId,
    String firstName,
    String lastName,
    String occupation,
    String publicIdentifier,
    boolean salesNavigator,
    String username,
    String password) {

  /** A Classic account. */
  public static final LinkedInMember ADA =
      new LinkedInMember(
          41_815_001,
          "ACoAAAJ-DQkBada0Q3Vn8kRz5mWc1tYbLp2sXe4",
          "Ada",
          "Example",
          "Analyst at Example Engines",
          "ada-example",
          false,
          "ada@example.com",
          "ada's password");

  /** A Sales Navigator account. */
  public static final LinkedInMember GRACE =
      new LinkedInMember(
          41_906_002,
          "ACoAAAJ_cVIBgrace7Hd9fKq2vTn6yUwMj3oZs",
          "Grace",
          "Sample",
          "Head of Sales at Sample Compilers",
          "grace-sample",
          true,
          "grace@example.com",
          "grace's password");

  /** A second Classic account, for "another member signed in". */
  public static final LinkedInMember ALAN =
      new LinkedInMember(
          41_912_003,
          "ACoAAAJ_dBMBalan5Xc8wPk1rSg4hNzQf7uVt0",
          "Alan",
          "Specimen",
          "Recruiter at Specimen & Sons",
          "alan-specimen",
          false,
          "alan@example.com",
          "alan's password");

  private static final List<LinkedInMember> ALL = List.of(ADA, GRACE, ALAN);

  static Optional<LinkedInMember> find(String username) {
    return ALL.stream().filter(member -> member.username.equals(username)).findFirst();
  }

  /** First and last name, as shown on pages. */
  public String fullName() {
    return firstName + " " + lastName;
  }

  @Override
  public String toString() {
    return fullName() + " (" + number + ")";
  }
}
