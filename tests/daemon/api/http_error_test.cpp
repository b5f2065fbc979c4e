#include "daemon/api/http_error.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace driftd::api {
namespace {

TEST(HttpError, HoldsCodeMessageAndDetails) {
  const Response response = error_response(404, "unknown_model", "no model 'x'", {{"known", {"a", "b"}}});
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.content_type, "application/json");
  const auto error = nlohmann::json::parse(response.body).at("error");
  EXPECT_EQ(error.at("code"), "unknown_model");
  EXPECT_EQ(error.at("message"), "no model 'x'");
  EXPECT_EQ(error.at("details").at("known").size(), 2U);
}

TEST(HttpError, LeavesOutDetailsThatThereAreNot) {
  EXPECT_FALSE(nlohmann::json::parse(error_response(400, "c", "m").body).at("error").contains("details"));
}

TEST(HttpError, StaysJsonWhenTheMessageQuotesBytesThatAreNotUtf8) {
  EXPECT_NO_THROW(EXPECT_TRUE(nlohmann::json::accept(error_response(400, "c", "bad \xff byte").body)));
}

}  // namespace
}  // namespace driftd::api
