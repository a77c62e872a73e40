import { expect, it } from "vitest";
import { baseString, signRequest } from "../../src/wiki/sign-request.ts";

const none = new URLSearchParams();

it("A request is signed as in the example of RFC 5849 §1.2", () => {
  const url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
  const secrets = {
    consumerToken: "dpf43f3p2l4k3l03",
    consumerSecret: "kd94hf93k423kf44",
    accessToken: "nnch734d00sl2jdk",
    accessSecret: "pfkkdhi9sl3r4s00",
  };
  const header = signRequest({ method: "GET", url, form: none }, secrets, {
    timestamp: 137131202,
    nonce: "chapoH",
  });
  expect(header).toBe(
    'OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
  );
});

it("The signed text is that of the example in RFC 5849 §3.4.1.1, with its repeated, empty, and encoded parameters", () => {
  const url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
  const protocol = {
    oauth_consumer_key: "9djdj82h48djs9d2",
    oauth_token: "kkk9d7dh3k39sjv7",
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: "137131201",
    oauth_nonce: "7d8f3e4a",
  };
  expect(baseString({ method: "post", url, form: new URLSearchParams("c2&a3=2+q") }, protocol)).toBe(
    "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
  );
});

it.each([
  ["http://EXAMPLE.COM:80/r%20v/X?id=123", "http%3A%2F%2Fexample.com%2Fr%2520v%2FX"],
  ["https://www.example.net:8080/?q=1", "https%3A%2F%2Fwww.example.net%3A8080%2F"],
])("The URL %s is signed as in RFC 5849 §3.4.1.2", (url, expected) => {
  expect(baseString({ method: "GET", url, form: none }, {}).split("&")[1]).toBe(expected);
});

it("Every character that RFC 3986 reserves is encoded, and no other", () => {
  const form = new URLSearchParams({ text: "*'()! ~-._ü" });
  const signed = baseString({ method: "POST", url: "http://example.com/", form }, {});
  expect(decodeURIComponent(signed.split("&")[2] ?? "")).toBe("text=%2A%27%28%29%21%20~-._%C3%BC");
});
